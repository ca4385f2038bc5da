namespace MlNetLabels.Eng.PackDrawings;

internal static class Program
{
    /// <summary>
    /// Arguments: the folder node_modules, the archive to write and the licence texts to write. Exit code 1 where a
    /// package is missing, damaged or not what the labels and licences expect.
    /// </summary>
    public static int Main(string[] args)
    {
        if (args is not [string packages, string archive, string licences])
        {
            Console.Error.WriteLine("usage: PackDrawings <node_modules> <archive> <licences>");
            return 1;
        }
        try
        {
            var catalogue = EmojiCatalogue.Read(packages);
            string[] unknown = [.. EmojiLabel.All.SelectMany(label => label.Unknown(catalogue.Emoji))];
            if (unknown.Length > 0)
                throw new InvalidDataException($"emojibase-data has none of this: {string.Join("; ", unknown)}");
            WholeFile.Write(archive, EmojiArchive.Pack(catalogue));
            WholeFile.Write(licences, System.Text.Encoding.UTF8.GetBytes(LicenceTexts.Write(catalogue)));
            return 0;
        }
        catch (InvalidDataException e)
        {
            // In MSBuild's form, so that a build shows it as its own error.
            Console.Error.WriteLine($"PackDrawings : error : {e.Message}");
            return 1;
        }
    }
}
