using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using MlNetLabels.Caching;
using MlNetLabels.Cli.Output;
using MlNetLabels.Labelling;

namespace MlNetLabels.Cli.Commands;

/// <summary>Opens a local page to label images on, by keyboard.</summary>
internal static class LabelCommand
{
    public const string Name = "label";

    /// <summary>What writing the list of labels may take at the end; the journal has everything before.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description =
                "Images to label: a folder, one with a folder for each class, a CSV whose blank labels are open, or what other "
                + "tools export.",
            Required = true,
        };
        var output = new Option<string?>("--output")
        {
            Description =
                "CSV to write, with a journal of every answer beside it; labels.csv in the folder, or NAME-labelled.csv beside "
                + "a list, when left out.",
        };
        var classes = CommonOptions.Names(
            "--classes",
            "Classes or labels to offer, separated by commas, beside those of the data; more can be added on the page."
        );
        var several = new Option<bool>("--several") { Description = "Images may have several labels, or none." };
        var unlabelled = new Option<bool>("--unlabelled")
        {
            Description = "Folders in the folder are days, cameras or the like, and no classes.",
        };
        var model = new Option<string?>("--model")
        {
            Description =
                "A bundle: its images come in the order in which suggest would ask, and h shows what it would say.",
        };
        var trust = CommonOptions.Trust();
        var suspects = new Option<string?>("--suspects")
        {
            Description =
                "CSV of suspected labels to settle, as evaluate and suggest write it; what is answered is filled in there, for "
                + "--corrections.",
        };
        var who = new Option<string?>("--who") { Description = "Who answers; your user name when left out." };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the address, and open no browser." };
        var (threads, cache) = (CommonOptions.Threads(), CommonOptions.Cache());
        threads.Description = "Threads to look at images with, for --model.";
        var noCache = new Option<bool>("--no-cache")
        {
            Description = "Embed every image anew and remember no embedding.",
        };
        var verbose = CommonOptions.Verbose();
        var command = new Command(Name, "Open a local page to label images on, by keyboard.")
        {
            data,
            output,
            classes,
            several,
            unlabelled,
            model,
            trust,
            suspects,
            who,
            noBrowser,
            threads,
            cache,
            noCache,
            verbose,
        };
        Help.AddExamples(
            command,
            "label --data inbox --classes cat,dog",
            "label --data inbox --several --classes round,blue",
            "label --data photos --model photos.mlabels --suspects report/suspects.csv"
        );
        command.Validators.Add(result =>
        {
            if (result.GetValue(noCache) && result.GetValue(cache) is not null)
                result.AddError("--cache and --no-cache exclude each other; give one of them.");
            if (result.GetValue(model) is null)
                foreach (var option in new Option[] { trust, threads, cache, noCache }.Where(result.IsGiven))
                    result.AddError($"{option.Name} is of --model: without one it has nothing to do. Leave it out.");
        });
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var options = new LabellingOptions
                {
                    Data = parsed.GetValue(data)!,
                    Output = parsed.GetValue(output),
                    Classes = parsed.Values(classes),
                    Several = parsed.GetValue(several),
                    Unlabelled = parsed.GetValue(unlabelled),
                    Model = parsed.GetValue(model),
                    Trusted = parsed.Keys(trust),
                    Suspects = parsed.GetValue(suspects),
                    CacheFile = parsed.GetValue(noCache) ? null : parsed.GetValue(cache) ?? EmbeddingCache.UsualPath,
                };
                if (parsed.GetValue(who) is { } name)
                    options = options with { Who = name };
                if (parsed.GetResult(threads) is { Implicit: false })
                    options = options with { Threads = parsed.GetValue(threads) };
                var log = new RunConsole(parsed.GetValue(verbose)).Log;
                var page = await LabellingPage.StartAsync(options, log, cancellationToken);
                await using (page)
                    await ServeAsync(page, parsed.GetValue(noBrowser), cancellationToken);
                StandardError.WriteLine(
                    $"{page.Answered} of {page.Images} images are answered. "
                        + (
                            File.Exists(page.LabelFile) ? $"Labels: {page.LabelFile}; every answer: {page.JournalFile}"
                            : File.Exists(page.JournalFile) ? $"Every answer: {page.JournalFile}"
                            : "Nothing was answered here, so that nothing was written."
                        )
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    // Until somebody stops it, which is how it is meant to end.
    private static async Task ServeAsync(LabellingPage page, bool noBrowser, CancellationToken cancellationToken)
    {
        Console.Out.WriteLine($"Labelling at {page.Address}");
        StandardError.WriteLine("The address lets one browser in, once. Ctrl+C ends; everything answered is on disk.");
        if (!noBrowser && !Open(page.Address))
            StandardError.Note("no browser could be opened; open the address yourself.");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C, or a service manager.
        }
    }

    private static bool Open(Uri address)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.AbsoluteUri])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
        try
        {
            using var browser = Process.Start(start);
            return true;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
