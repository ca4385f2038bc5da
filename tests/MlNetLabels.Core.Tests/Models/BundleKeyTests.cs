using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Models;

/// <summary>A signed bundle loads for who trusts its signer, and for nobody else once a byte of it is another's.</summary>
public sealed class BundleKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly ECDsa _secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public BundleKeyTests()
    {
        _path = _folder.File("signed.mlabels");
        Mixture.ClassModel.Save(_path);
    }

    public void Dispose()
    {
        _secret.Dispose();
        _folder.Dispose();
    }

    private BundleKey Private => BundleKey.FromPem(_secret.ExportPkcs8PrivateKeyPem());

    private BundleKey Public => BundleKey.FromPem(_secret.ExportSubjectPublicKeyInfoPem());

    private static BundleKey Another
    {
        get
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return BundleKey.FromPem(key.ExportSubjectPublicKeyInfoPem());
        }
    }

    [Fact]
    public void Load_SignedBundle_IsTheSameModel()
    {
        Private.Sign(_path);

        Assert.Equal(
            Mixture.ClassModel.ToManifestJson().GetRawText(),
            Model.Load(_path, [Another, Public]).ToManifestJson().GetRawText()
        );
        Assert.NotNull(Model.Load(_path));
        using var stream = File.OpenRead(_path);
        Assert.NotNull(Model.Load(stream, [Public]));
    }

    [Fact]
    public void Sign_Bundle_SignsTheManifestByEcdsaOfP256()
    {
        Private.Sign(_path);
        var entries = Bundles.Entries(_path);
        using var signature = System.Text.Json.JsonDocument.Parse(entries["signature.json"]);

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(_secret.ExportSubjectPublicKeyInfo())),
            signature.RootElement.GetProperty("key").GetString()
        );
        byte[] signed = [.. Encoding.ASCII.GetBytes("MlNetLabels bundle 1\n"), .. entries[Bundles.Manifest]];
        Assert.True(
            _secret.VerifyData(
                signed,
                signature.RootElement.GetProperty("signature").GetBytesFromBase64(),
                HashAlgorithmName.SHA256
            )
        );
    }

    [Fact]
    public void Load_UnsignedBundle_IsRefusedWhereASignatureIsAskedFor() =>
        Assert.Contains("not signed", Refusal(Public), StringComparison.Ordinal);

    [Fact]
    public void Load_BundleOfAnotherSigner_IsRefusedByTheKeysName()
    {
        Private.Sign(_path);

        Assert.Contains(Public.Id, Refusal(Another), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnyByteOfManifestOrWeightsChangedOnPurpose_IsRefused()
    {
        Private.Sign(_path);
        var entries = Bundles.Entries(_path);
        foreach (string name in (string[])[Bundles.Manifest, Bundles.Weights])
        foreach (int part in Enumerable.Range(0, 20))
        {
            byte[] changed = [.. entries[name]];
            changed[changed.Length * part / 20] ^= 1;
            Bundles.Write(_path, new Dictionary<string, byte[]>(entries) { [name] = changed });

            Assert.NotEmpty(Refusal(Public));
        }
    }

    [Fact]
    public void Load_SignatureOfAnotherBundle_IsRefused()
    {
        Private.Sign(_path);
        byte[] signature = Bundles.Entries(_path)["signature.json"];
        Mixture.LabelModel.Save(_path);
        Bundles.Write(_path, new Dictionary<string, byte[]>(Bundles.Entries(_path)) { ["signature.json"] = signature });

        Assert.Contains("not one of this bundle", Refusal(Public), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"algorithm\":\"none\",\"key\":\"KEY\",\"signature\":\"\"}")]
    [InlineData("{\"algorithm\":\"ECDSA-P256-SHA256\",\"key\":\"KEY\",\"signature\":\"!\"}")]
    [InlineData("{\"algorithm\":\"ECDSA-P256-SHA256\",\"key\":\"KEY\",\"signature\":\"AAAA\"}")]
    public void Load_SignatureThatIsNone_IsRefused(string json)
    {
        byte[] signature = Encoding.UTF8.GetBytes(json.Replace("KEY", Public.Id, StringComparison.Ordinal));
        Bundles.Write(_path, new Dictionary<string, byte[]>(Bundles.Entries(_path)) { ["signature.json"] = signature });

        Assert.NotEmpty(Refusal(Public));
    }

    [Fact]
    public void Load_NoKeyToTrust_IsAMistakeOfTheCaller() =>
        Assert.Throws<ArgumentException>(() => Model.Load(_path, []));

    [Fact]
    public void Sign_Again_ReplacesTheSignature()
    {
        Private.Sign(_path);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        BundleKey.FromPem(other.ExportECPrivateKeyPem()).Sign(_path);

        Assert.NotEmpty(Refusal(Public));
        Assert.NotNull(Model.Load(_path, [BundleKey.FromPem(other.ExportSubjectPublicKeyInfoPem())]));
    }

    [Fact]
    public void Sign_PublicKey_Cannot()
    {
        Assert.False(Public.CanSign);
        Assert.Throws<InvalidOperationException>(() => Public.Sign(_path));
    }

    [Fact]
    public void FromPem_OtherKeys_AreRefused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        foreach (
            string pem in (string[])
                [
                    "",
                    "no PEM",
                    p384.ExportSubjectPublicKeyInfoPem(),
                    rsa.ExportSubjectPublicKeyInfoPem(),
                    _secret.ExportEncryptedPkcs8PrivateKeyPem(
                        "password",
                        new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)
                    ),
                ]
        )
            Assert.Throws<InvalidInputException>(() => BundleKey.FromPem(pem));
    }

    [Fact]
    public void Read_Contents_AreWhatWasWritten()
    {
        Private.Sign(_path);
        var entries = Bundles.Entries(_path);

        var contents = BundleContents.Read(_path, [Public]);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_path))), contents.Sha256);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(entries[Bundles.Weights])), contents.WeightsSha256);
        Assert.Equal(
            (new FileInfo(_path).Length, entries[Bundles.Manifest].Length, entries[Bundles.Weights].Length),
            (contents.Bytes, contents.ManifestBytes, contents.WeightsBytes)
        );
        Assert.Equal((Public.Id, true), (contents.SignedBy, contents.IsTrusted));
        Assert.Equal(Mixture.ClassModel.Description.Softmax!.Classes, contents.Model.Softmax!.Classes);
        Assert.False(BundleContents.Read(_path).IsTrusted);
    }

    private string Refusal(BundleKey trusted) =>
        Assert.Throws<InvalidInputException>(() => Model.Load(_path, [trusted])).Message;
}
