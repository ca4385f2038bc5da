namespace MlNetLabels.Cli.Tests;

/// <summary>Runs the program in this process, where there are too many calls to start one for each.</summary>
public sealed class CapturedConsole : IDisposable
{
    private readonly TextWriter _out = Console.Out,
        _error = Console.Error;

    public static async Task<(int Code, string Said)> RunAsync(IReadOnlyList<string> arguments)
    {
        using var said = new StringWriter();
        using var printed = new StringWriter();
        Console.SetError(said);
        Console.SetOut(printed);
        int code = await Program.RunAsync(arguments);
        return (code, said.ToString());
    }

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }
}
