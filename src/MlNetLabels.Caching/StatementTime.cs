using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MlNetLabels.Caching;

/// <summary>
/// Ends what runs on a connection for longer than its file's size explains: the pages of a damaged or hostile file may
/// name each other so that a walk over them never ends.
/// </summary>
internal sealed class StatementTime : IDisposable
{
    // Any disk is faster, also where others use it.
    private const double LeastBytesPerSecond = 5_000_000;

    private static readonly TimeSpan s_always = TimeSpan.FromSeconds(30),
        s_again = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private SqliteConnection? _connection;

    /// <summary>Begins to measure.</summary>
    /// <param name="connection">What runs the statements, of which later ones end at once, too.</param>
    /// <param name="most">Null for what the file's size explains.</param>
    public StatementTime(SqliteConnection connection, TimeSpan? most = null)
    {
        _connection = connection;
        _timer = new Timer(_ => Interrupt(), null, most ?? For(connection.DataSource), s_again);
    }

    /// <summary>Lets statements run again.</summary>
    public void Dispose()
    {
        lock (_lock)
            _connection = null;
        _timer.Dispose();
    }

    private static TimeSpan For(string path) =>
        s_always
        + TimeSpan.FromSeconds(new FileInfo(path) is { Exists: true } file ? file.Length / LeastBytesPerSecond : 0);

    private void Interrupt()
    {
        lock (_lock)
            if (_connection?.Handle is { } handle)
                raw.sqlite3_interrupt(handle);
    }
}
