using System.Diagnostics;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>What only a shell can do to the program: streams that are closed or full, and completing a line.</summary>
public sealed class ShellTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2>&-", 0)]
    [InlineData("2>/dev/full", 0)]
    [InlineData("<&- 2>&-", 0)]
    [InlineData(">/dev/full", 5)]
    [InlineData(">&-", 5)]
    [InlineData(">&- 2>&-", 5)]
    [InlineData("<&- >&- 2>&-", 5)]
    public void Predict_StreamsClosedOrFull_EndsWithACodeThatSaysSo(string streams, int code)
    {
        string image = Path.Combine(shapes.Images, "square", "3.png");

        var (ended, printed) = Bash(
            $"mlnet-labels predict --model '{shapes.Model}' '{image}' --format ndjson {streams}"
        );

        Assert.Equal(code, ended);
        if (code == 0)
            Assert.Contains("\"class\":\"square\"", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(">&-", 5)]
    [InlineData("2>&-", 0)]
    public void Train_StreamsClosed_WritesTheModel(string streams, int code)
    {
        string model = _folder.File("m.mlabels");

        var (ended, _) = Bash($"mlnet-labels train --data '{shapes.Images}' --model '{model}' --l2 0.01 {streams}");

        Assert.Equal(code, ended);
        Tool.Run("bundle", "verify", model).Done();
    }

    [Fact]
    public void Predict_ReaderThatLeaves_DoesNotFail()
    {
        var (ended, printed) = Bash(
            $"mlnet-labels predict --model '{shapes.Model}' '{shapes.Images}' --format ndjson 2>/dev/null | head -n 1; "
                + "exit ${PIPESTATUS[0]}"
        );

        Assert.Equal(0, ended);
        Assert.Single(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("mlnet-labels tra", "train")]
    [InlineData("mlnet-labels train --val", "--validation-out-of-domain")]
    [InlineData("mlnet-labels predict --format nd", "ndjson")]
    [InlineData("mlnet-labels bundle ver", "verify")]
    [InlineData("mlnet-labels predict x", "")]
    public void Completion_InBash_CompletesVerbsOptionsAndValues(string line, string expected)
    {
        string[] words = line.Split(' ');
        string script =
            "source <(mlnet-labels completion bash)\n"
            + $"COMP_LINE='{line}' COMP_POINT={line.Length} COMP_CWORD={words.Length - 1}\n"
            + $"COMP_WORDS=({line})\n_mlnet_labels\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"";

        var (code, printed) = Bash(script);

        Assert.Equal(0, code);
        // Where nothing is left to complete, bash goes on with file names.
        Assert.Equal(expected, printed.Trim());
    }

    [Theory]
    [InlineData("mlnet-labels tra", "mlnet-labels train ")]
    [InlineData("mlnet-labels train --val", "mlnet-labels train --validation-out-of-domain ")]
    [InlineData("mlnet-labels predict --format nd", "mlnet-labels predict --format ndjson ")]
    [InlineData("mlnet-labels bundle ver", "mlnet-labels bundle verify ")]
    [InlineData("mlnet-labels predict photo", "mlnet-labels predict photo.png ")]
    public void Completion_InZsh_CompletesTheLine(string line, string expected)
    {
        string? zsh = Program("zsh");
        Assert.SkipUnless(zsh is not null, "There is no zsh.");
        string completed = _folder.File("completed");
        _folder.Write("here/photo.png", "");
        // A shell on a terminal of its own, whose Tab completes and then writes the line to a file.
        string setUp = _folder.Write(
            "setup.zsh",
            $$"""
            cd '{{_folder.File("here")}}'
            autoload -Uz compinit && compinit -u -D
            source =(mlnet-labels completion zsh)
            tab() { zle complete-word; print -r -- "$BUFFER" > '{{completed}}.new'; mv '{{completed}}.new' '{{completed}}' }
            zle -N tab
            bindkey '^I' tab
            """
        );
        string script = $$"""
            zmodload zsh/zpty
            zpty -b shell "{{zsh}} -f -i"
            zpty -w shell "source '{{setUp}}'; print RE''ADY"
            zpty -r shell said '*READY*'
            zpty -w -n shell $'{{line}}\t'
            for i in {1..300}; do [[ -e '{{completed}}' ]] && break; sleep 0.1; done
            zpty -d shell
            cat '{{completed}}'
            """;

        var (code, printed) = Shell(zsh!, "-f", "-c", script);

        Assert.Equal(0, code);
        Assert.Equal(expected + "\n", printed);
    }

    [Theory]
    [InlineData("mlnet-labels tra", "train")]
    [InlineData("mlnet-labels train --val", "--validation-out-of-domain")]
    [InlineData("mlnet-labels predict --format nd", "ndjson")]
    [InlineData("mlnet-labels bundle ver", "verify")]
    public void Completion_InPowerShell_CompletesVerbsOptionsAndValues(string line, string expected)
    {
        string? powerShell = Program("pwsh");
        Assert.SkipUnless(powerShell is not null, "There is no PowerShell.");

        var (code, printed) = Shell(
            powerShell!,
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            "mlnet-labels completion pwsh | Out-String | Invoke-Expression; "
                + $"(TabExpansion2 '{line}' {line.Length}).CompletionMatches.CompletionText"
        );

        Assert.Equal(0, code);
        Assert.Equal(expected, printed.Trim());
    }

    [Theory]
    [InlineData("bash", "complete -o")]
    [InlineData("zsh", "compdef")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void Completion_EveryShell_GetsItsScript(string shell, string word) =>
        Assert.Contains(word, Tool.Run("completion", shell).Done().Out, StringComparison.Ordinal);

    [Fact]
    public void Completion_AnotherShell_IsAUsageError() => Tool.Run("completion", "fish").Refused(2, "fish");

    [Theory]
    [InlineData("photo.png", "photo.png")]
    [InlineData("a\u001b[2Jb", "a\\x1b[2Jb")]
    [InlineData("a\nb\t", "a\\x0ab\\x09")]
    [InlineData("\u202egnp.exe", "\\u202egnp.exe")]
    [InlineData("größe 漢字 👩‍🚀", "größe 漢字 👩‍🚀")]
    public void VisibleText_Line_ShowsWhatIsHidden(string text, string shown) =>
        Assert.Equal(shown, VisibleText.Line(text));

    [Theory]
    [InlineData("cat", "cat")]
    [InlineData("a/b\\c:d", "a_b_c_d")]
    [InlineData("../../etc", "__.._etc")]
    [InlineData("..", "_")]
    [InlineData("", "_")]
    [InlineData(" trailing. ", "trailing")]
    [InlineData("con", "_con")]
    [InlineData("LPT1.x", "_LPT1.x")]
    [InlineData("größe 漢", "größe 漢")]
    public void FolderNames_Of_IsAFolderOnEverySystem(string name, string folder) =>
        Assert.Equal(folder, new FolderNames().Of(name));

    [Fact]
    public void FolderNames_NamesThatBecomeAlike_GetFoldersOfTheirOwn()
    {
        var names = new FolderNames();

        Assert.Equal(["a_b", "a_b-2", "A_B-3", "a_b"], ((string[])["a/b", "a:b", "A_B", "a/b"]).Select(names.Of));
    }

    private (int Code, string Out) Bash(string script)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash.");
        return Shell("/bin/bash", "-c", script);
    }

    // Also among .NET's tools of the user, as PowerShell may be one.
    private static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Append(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools"))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private (int Code, string Out) Shell(string shell, params string[] arguments)
    {
        // As an installed tool is called.
        string program = Path.Combine(AppContext.BaseDirectory, "mlnet-labels.dll"),
            dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            wrapper = _folder.Write("bin/mlnet-labels", $"#!/bin/sh\nexec \"{dotnet}\" \"{program}\" \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(shell, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["PATH"] = Path.GetDirectoryName(wrapper) + ":" + start.Environment["PATH"];
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = error.GetAwaiter().GetResult();
        return (process.ExitCode, printed);
    }
}
