namespace MlNetLabels.Caching;

/// <summary>What a SQLite file of ours holds, and how it is known.</summary>
internal sealed record DatabaseKind
{
    /// <summary>Embeddings remembered between runs.</summary>
    public static DatabaseKind Embeddings { get; } =
        new()
        {
            Name = "cache",
            Noun = "a cache of embeddings",
            Missing = "there is no cache here. Whatever embeds images makes one.",
            WhenDamaged = "Delete it with its -wal and -shm files: all that it holds can be made again.",
            // "MLEC"
            ApplicationId = 0x4D4C4543,
            Version = 1,
            // An embedding of any usual backbone takes kilobytes: a damaged length must not ask for a gigabyte.
            MaxValueBytes = 1 << 20,
            Tables =
            [
                "CREATE TABLE space(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, backbone TEXT NOT NULL, "
                    + "about TEXT NOT NULL) STRICT",
                "CREATE TABLE embedding(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, space INTEGER NOT NULL, "
                    + "used INTEGER NOT NULL, value BLOB NOT NULL) STRICT",
                "CREATE INDEX embedding_used ON embedding(used)",
            ],
        };

    /// <summary>Predictions of a service.</summary>
    public static DatabaseKind Predictions { get; } =
        new()
        {
            Name = "log",
            Noun = "a log of predictions",
            Missing = "there is no log of predictions here. A service that is told to keep one makes it.",
            WhenDamaged =
                "Move it away with its -wal and -shm files: a new one is made, and what can be read of this one "
                + "stays.",
            // "MLPL"
            ApplicationId = 0x4D4C504C,
            Version = 1,
            MaxValueBytes = 1 << 28,
            Tables =
            [
                "CREATE TABLE prediction(id INTEGER PRIMARY KEY, time INTEGER NOT NULL, model TEXT NOT NULL, "
                    + "version TEXT NOT NULL, caller TEXT, verdict TEXT NOT NULL, class TEXT, answer TEXT NOT NULL, "
                    + "embedding BLOB NOT NULL, image BLOB) STRICT",
            ],
        };

    /// <summary>In a word.</summary>
    public required string Name { get; init; }

    /// <summary>With its article.</summary>
    public required string Noun { get; init; }

    /// <summary>What to say where there is none.</summary>
    public required string Missing { get; init; }

    /// <summary>What to do about a damaged one.</summary>
    public required string WhenDamaged { get; init; }

    /// <summary>In the header of every such file: SQLite's own mark for whose file it is.</summary>
    public required int ApplicationId { get; init; }

    /// <summary>Raised when what is stored, or under which key, changes its meaning.</summary>
    public required int Version { get; init; }

    /// <summary>Most bytes of one value.</summary>
    public required int MaxValueBytes { get; init; }

    /// <summary>Letter by letter what SQLite keeps and a check on opening compares.</summary>
    public required IReadOnlyList<string> Tables { get; init; }

    // Three rows of 576 dimensions to a page, at little waste.
    public string Layout { get; } = "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL";

    /// <summary>What makes an empty file one of this kind.</summary>
    public string Create =>
        FormattableString.Invariant(
            $"""
            PRAGMA application_id = {ApplicationId};
            PRAGMA user_version = {Version};
            {string.Join(";\n", Tables)};
            """
        );
}
