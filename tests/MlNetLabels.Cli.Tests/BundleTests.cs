using System.Security.Cryptography;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class BundleTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private string Write(string name, string pem)
    {
        string path = _folder.File(name);
        File.WriteAllText(path, pem);
        return path;
    }

    private string Copy()
    {
        string path = _folder.File("copy.mlabels");
        File.Copy(shapes.Model, path, overwrite: true);
        return path;
    }

    [Fact]
    public void Verify_WholeBundle_SaysWhatIsInIt()
    {
        var contents = Tool.Run("bundle", "verify", shapes.Model, "--json").Json();

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(shapes.Model))),
            contents.GetProperty("sha256").GetString()
        );
        Assert.Equal("mobilenet-v3-small", contents.GetProperty("backbone").GetString());
        Assert.Equal(64, contents.GetProperty("backboneSha256").GetString()!.Length);
        Assert.NotEmpty(contents.GetProperty("classes").EnumerateArray());
        Assert.False(contents.TryGetProperty("signedBy", out _));
        Assert.Contains(
            "mobilenet-v3-small",
            Tool.Run("bundle", "verify", shapes.Model).Done().Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Verify_DamagedBundle_EndsWith3()
    {
        string path = Copy();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(path, bytes);

        Tool.Run("bundle", "verify", path).Refused(3, "weights.safetensors is damaged");
        Tool.Run("bundle", "verify", path[..^1]).Refused(3, "no such file");
        Tool.Run("bundle", "verify").Refused(2, "BUNDLE");
    }

    [Fact]
    public void Sign_ThenTrust_HoldsForEveryVerbThatReadsABundle()
    {
        string path = Copy(),
            secret = Write("key.pem", _key.ExportPkcs8PrivateKeyPem()),
            known = Write("public.pem", _key.ExportSubjectPublicKeyInfoPem()),
            onnx = _folder.File("heads.onnx");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string stranger = Write("other.pem", other.ExportSubjectPublicKeyInfoPem());

        Tool.Run("bundle", "verify", path, "--trust", known).Refused(3, "not signed");
        Tool.Run("bundle", "sign", path, "--key", known).Refused(3, "public key");
        Tool.Run("bundle", "sign", path, "--key", secret).Done();

        Assert.True(
            Tool.Run("bundle", "verify", path, "--trust", known, "--json").Json().GetProperty("isTrusted").GetBoolean()
        );
        Tool.Run("export", "--model", path, "--output", onnx, "--heads-only", "--trust", stranger)
            .Refused(3, "none of those trusted");
        Assert.False(File.Exists(onnx));
        Tool.Run("export", "--model", path, "--output", onnx, "--heads-only", "--trust", stranger, "--trust", known)
            .Done();
        Tool.Run("predict", "--model", path, "--trust", stranger, path).Refused(3, "none of those trusted");
        Tool.Run("report", path, "--trust", stranger).Refused(3, "none of those trusted");
        Tool.Run("evaluate", "--model", path, "--trust", stranger, "--data", _folder.Path)
            .Refused(3, "none of those trusted");
    }
}
