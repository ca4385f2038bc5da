using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using MlNetLabels.Shared;

namespace MlNetLabels.Datasets.Archives;

/// <summary>Tar archives: where the files of a plain one lie, or all of a gzipped one from front to end.</summary>
internal static class TarFiles
{
    /// <summary>Why a sparse file has no bytes.</summary>
    public const string Sparse =
        "it is a sparse file in its tar archive, which is not read: pack it again without --sparse (-S)";

    /// <summary>Why the rest of a file has none.</summary>
    public const string Rest =
        "it is the rest of a file that another volume of its tar archive begins, which is not read: pack it again without "
        + "--multi-volume (-M)";

    /// <summary>Lists where its files lie.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">It, open.</param>
    /// <param name="index">Gets them.</param>
    /// <param name="damaged">
    /// Told why it ends early, where what is in front of that is to be kept; null to refuse it all.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static void List(
        string path,
        SafeFileHandle file,
        ArchiveIndex index,
        Action<string>? damaged,
        CancellationToken cancellationToken
    )
    {
        long length = RandomAccess.GetLength(file);
        using var content = new FilePart(file, 0, length);
        var headers = new TarHeaders(content);
        Read(
            path,
            headers,
            index.Bounds,
            member =>
            {
                string cut = $"it ends within '{EntryName.Shown(member.Name)}'";
                bool isWhole = member.Length <= length - member.At;
                if (!isWhole && damaged is null)
                    throw new InvalidInputException(
                        path,
                        null,
                        $"the tar archive is damaged: {cut}. Download or make it again."
                    );
                var packing = member.Kind switch
                {
                    TarKind.Sparse => EntryPacking.TarSparse,
                    TarKind.Rest => EntryPacking.TarRest,
                    _ => EntryPacking.Plain,
                };
                // Of holes alone nothing is stored, and the file would be called empty.
                long stored = packing == EntryPacking.TarSparse ? Math.Max(1, member.Length) : member.Length;
                index.Add(member.Name, new ArchiveEntry(member.At, stored, stored, 0, packing));
                if (!isWhole)
                    damaged!($"the tar archive was cut off: {cut}, and what came behind is lost");
                return isWhole;
            },
            damaged,
            cancellationToken
        );
        index.Bounds.IsCut = !headers.HasEnd;
    }

    public static void Unpack(string path, Unpacker unpacker, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        var headers = new TarHeaders(content);
        Read(
            path,
            headers,
            unpacker.Bounds,
            member =>
            {
                if (member.Kind != TarKind.File)
                    throw unpacker.Bounds.Refused(
                        member.Name,
                        $"cannot be unpacked: {(member.Kind == TarKind.Sparse ? Sparse : Rest)}."
                    );
                using var part = new Part(headers);
                unpacker.Add(member.Name, part, cancellationToken);
                return true;
            },
            null,
            cancellationToken
        );
    }

    private static void Read(
        string path,
        TarHeaders headers,
        ArchiveBounds bounds,
        Func<TarMember, bool> goesOnAfter,
        Action<string>? damaged,
        CancellationToken cancellationToken
    )
    {
        bool isBegun = false;
        try
        {
            while (headers.Next() is { } member)
            {
                isBegun = true;
                cancellationToken.ThrowIfCancellationRequested();
                if (member.Kind == TarKind.Other)
                    bounds.LeaveOut();
                else if (member.Kind != TarKind.Folder && !goesOnAfter(member))
                    return;
            }
            isBegun |= headers.HasEnd;
            headers.CheckEnd(cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            string? wrong = headers.Problem;
            if (!isBegun || damaged is null)
                throw new InvalidInputException(
                    path,
                    null,
                    wrong is null || !isBegun
                        ? Problem(path, isBegun)
                        : $"the tar archive is damaged: {wrong}. Download or make it again.",
                    error
                );
            damaged(
                wrong is null
                    ? "the tar archive is damaged or was cut off, and what came behind its last entry is lost"
                    : $"the tar archive is damaged: {wrong}, and what came from there on is lost"
            );
        }
    }

    private static string Problem(string path, bool isBegun)
    {
        string inner = Path.GetFileNameWithoutExtension(path);
        return
            !isBegun
            && Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase)
            && !inner.EndsWith(".tar", StringComparison.OrdinalIgnoreCase)
            ? $"this is one packed file, and not an archive of many (.tar.gz). Unpack it (gunzip), and name {inner}."
            : $"this is no tar archive, or it is damaged{(isBegun ? " or was cut off" : "")}. Download or make it again.";
    }

    /// <summary>A member of what can only be read onwards.</summary>
    private sealed class Part(TarHeaders headers) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => headers.Read(buffer);
    }
}
