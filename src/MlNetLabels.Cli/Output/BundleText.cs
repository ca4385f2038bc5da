using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Output;

/// <summary>What is in a bundle, line by line.</summary>
internal static class BundleText
{
    public static void Print(BundleContents contents)
    {
        var model = contents.Model;
        Screen.WriteOff(contents.SwitchedOff);
        Line("bundle", $"{contents.Path}, {ByteSize.Text(contents.Bytes)}, SHA-256 {contents.Sha256}");
        Line(
            "whole",
            contents.ManifestSha256 is null ? "yes, as far as a bundle of 0.2 can tell: it has no seal" : "yes"
        );
        Line("signed", Signature(contents));
        Line("format", contents.SchemaVersion.ToString(CultureInfo.InvariantCulture));
        Line("manifest", $"{ByteSize.Text(contents.ManifestBytes)}, seal {contents.ManifestSha256 ?? "none"}");
        Line("weights", $"{ByteSize.Text(contents.WeightsBytes)}, SHA-256 {contents.WeightsSha256}");
        Line(
            "backbone",
            FormattableString.Invariant($"{model.Backbone.Name}, {model.Backbone.Dimension} values, SHA-256 ")
                + (model.Backbone.Sha256 ?? "unknown: trained on embeddings")
        );
        Line(
            "trained",
            $"{model.CreatedAt.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)} by {model.Producer}"
        );
        Line("classes", Names(model.Softmax?.Classes));
        Line("labels", Names(model.Labels?.Names));
        if (contents.DomainWarning is { } warning && model.Domain.Cut is not null)
            Line("domain", warning);
        Line("score", model.Domain.Why);
    }

    private static string Signature(BundleContents contents) =>
        contents.SignedBy is not { } key ? "no"
        : contents.IsTrusted ? $"yes, with the trusted key {key}"
        : $"says so, with the key {key}; not checked: name the key with --trust";

    private static string Names(IReadOnlyList<string>? names) =>
        names is null ? "no head" : FormattableString.Invariant($"{names.Count}: ") + string.Join(", ", names);

    // What a stranger's bundle says must not reach a terminal as commands.
    private static void Line(string name, string value) =>
        Console.Out.WriteLine($"{name, -9} {VisibleText.Line(value)}");
}
