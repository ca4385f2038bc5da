using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using MlNetLabels.Cli.Stores;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Shards;

/// <summary>What all tasks of a run agree on: <c>run.json</c> in the folder of parts, written once.</summary>
internal sealed record ShardRun
{
    public const string FileName = "run.json";

    /// <summary>Rows of a group where nothing else is asked for: some seconds of work, so little is lost with a task.</summary>
    public const int DefaultGroupRows = 2_000;

    /// <summary>The format of the folder that is written and read.</summary>
    public const int OwnFormat = 1;

    public int Format { get; init; } = OwnFormat;

    /// <summary>Of all that parts depend on; every part carries it.</summary>
    public string Id { get; init; } = "";

    public required int Shards { get; init; }

    public required long Rows { get; init; }

    /// <summary>Rows that are answered and written together.</summary>
    public required int GroupRows { get; init; }

    public required ShardSource Images { get; init; }

    /// <summary>What names in the list are relative to.</summary>
    public required string Folder { get; init; }

    /// <summary>The run's copy of the list, beside this file.</summary>
    public required string List { get; init; }

    public required string ListSha256 { get; init; }

    public required long ListBytes { get; init; }

    /// <summary>Columns of the list.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required BackboneReference Backbone { get; init; }

    /// <summary>Null where images are embedded alone.</summary>
    public ShardModel? Model { get; init; }

    /// <summary>Version of the program, which has to be one for all tasks.</summary>
    public string Program { get; init; } = OwnVersion;

    /// <summary>The tar, zip and Parquet files that hold the images; null where these are files.</summary>
    public IReadOnlyList<PackedFile>? Files { get; init; }

    /// <summary>Where each shard's rows lie in the list; the last member, since it is the long one.</summary>
    public required IReadOnlyList<ShardPiece> Pieces { get; init; }

    public static string OwnVersion { get; } =
        typeof(ShardRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Whether images lie in tar, zip or Parquet files, which are whole in a shard.</summary>
    [JsonIgnore]
    public bool IsPacked => Files is not null;

    /// <summary>Whether the list is of the files that a folder held when the run began.</summary>
    [JsonIgnore]
    public bool IsOfFolder => Images.Sha256 is null && !IsPacked && !StoreAddress.Is(Images.Path);

    /// <summary>The rows of the list that a shard holds, the last one excluded.</summary>
    public (long First, long End) RowsOf(Shard shard) =>
        Pieces[shard.Number].Row is not { } first ? shard.RowsOf(Rows)
        : shard.Number + 1 < Pieces.Count ? (first, Pieces[shard.Number + 1].Row ?? Rows)
        : (first, Rows);

    /// <summary>What <see cref="Id"/> has to be.</summary>
    public string ComputeId()
    {
        string all = string.Join(
            '\n',
            new[]
            {
                Format.ToString(CultureInfo.InvariantCulture),
                Shards.ToString(CultureInfo.InvariantCulture),
                GroupRows.ToString(CultureInfo.InvariantCulture),
                Folder,
                ListSha256,
                Backbone.Sha256,
                Model?.Sha256,
                Model?.RejectRate?.ToString("R", CultureInfo.InvariantCulture),
                Program,
            }
                .Concat((Files ?? []).Select(x => $"{x.Bytes} {x.Sample}"))
                .Concat(
                    IsPacked ? Pieces.Select(x => x.Row?.ToString(CultureInfo.InvariantCulture)) : Array.Empty<string>()
                )
                .Select(x => x ?? "-")
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    /// <summary>Where a shard's rows lie in the copy of the list.</summary>
    public (long From, long Length, string Sha256) PieceOf(int shard)
    {
        long from = Pieces[shard].At,
            end = shard + 1 < Pieces.Count ? Pieces[shard + 1].At : ListBytes;
        return (from, end - from, Pieces[shard].Sha256);
    }
}
