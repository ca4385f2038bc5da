using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Commands;

/// <summary>Bundles: what is in one and whether it is whole, and who vouches for it.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var command = new Command("bundle", "Say what is in a model's bundle, whether it is whole, and sign it.")
        {
            Verify(),
            Sign(),
        };
        Help.AddExamples(
            command,
            "bundle verify photos.mlabels",
            "bundle sign photos.mlabels --key key.pem",
            "bundle verify photos.mlabels --trust public.pem"
        );
        return command;
    }

    private static Argument<string> File() => new("BUNDLE") { Description = "A *.mlabels file." };

    private static Command Verify()
    {
        var (file, trust, json) = (File(), CommonOptions.Trust(), CommonOptions.Json());
        var command = new Command(
            "verify",
            "Read all of a bundle, check it and say what is in it; exit code 3 where it is damaged, or not signed as asked "
                + "for."
        )
        {
            file,
            trust,
            json,
        };
        Help.AddExamples(
            command,
            "bundle verify photos.mlabels",
            "bundle verify photos.mlabels --trust public.pem --json"
        );
        command.SetRun(
            (parsed, _) =>
            {
                var contents = BundleContents.Read(parsed.GetValue(file)!, parsed.Keys(trust));
                if (parsed.GetValue(json))
                    Json.Write(BundleJson.From(contents));
                else
                    BundleText.Print(contents);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Sign()
    {
        var (file, json) = (File(), CommonOptions.Json());
        var key = new Option<string>("--key")
        {
            Description = "PEM file of a private ECDSA key on P-256, not encrypted.",
            Required = true,
        };
        var command = new Command("sign", "Sign a bundle, in place of any signature that it has.") { file, key, json };
        Help.AddExamples(command, "bundle sign photos.mlabels --key key.pem");
        command.SetRun(
            (parsed, _) =>
            {
                string path = parsed.GetValue(file)!;
                var signer = BundleKey.Read(parsed.GetValue(key)!);
                if (!signer.CanSign)
                    throw new InvalidInputException(
                        $"{parsed.GetValue(key)}: this is a public key; only a private one can sign."
                    );
                signer.Sign(path);
                var contents = BundleContents.Read(path, [signer]);
                if (parsed.GetValue(json))
                    Json.Write(BundleJson.From(contents));
                else
                    Console.Out.WriteLine($"{path}: signed with the key {signer.Id}");
                return ExitCode.Done;
            }
        );
        return command;
    }
}
