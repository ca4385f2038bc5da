using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MlNetLabels.Labelling.Asking;
using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.State;

namespace MlNetLabels.Labelling.Web;

/// <summary>What the page asks and says.</summary>
internal sealed class Api(
    LabelStore store,
    LabelSaver saver,
    AskingWork asking,
    SuspectList? suspects,
    NoteList notes,
    LabellingOptions options
)
{
    // An overview shows some hundred at once.
    private const int MostAsked = 500,
        MostNews = 2000,
        MostAlike = 100;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api");
        api.MapGet("/state", () => State());
        api.MapGet("/view/{name}", IResult (string name) => ViewOf(name));
        api.MapGet("/items", IResult (string of) => Items(of));
        api.MapGet("/item/{index:int}", IResult (int index) => Item(index));
        api.MapGet("/guess/{index:int}", IResult (int index) => GuessOf(index));
        api.MapGet("/news", (long after) => NewsAfter(after));
        api.MapPost("/answer", IResult (AnswerRequest request) => Answer(request));
        api.MapPost("/undo", IResult (UndoRequest request) => Undo(request));
        api.MapPost("/class", IResult (NameRequest request) => Add(request));
    }

    private StateNow State()
    {
        var (names, found) = (store.Names, asking.Found);
        var keys = LabelKeys.Of(names);
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Data))),
            Path.GetFileName(store.Data.Output),
            options.Who,
            store.Data.IsSets,
            asking.HasModel,
            store.Version,
            [.. names.Zip(keys, (name, key) => new NamedKey(name, key))],
            store.Progress(),
            Views.Of(Views.Suspects, store, found, suspects)!.Count,
            Views.Of(Views.Alike, store, found, suspects)!.Count,
            found.First.Count,
            found.Doing,
            saver.Trouble,
            notes.All
        );
    }

    private IResult ViewOf(string name) =>
        Views.Of(name, store, asking.Found, suspects) is { } view ? TypedResults.Ok(view) : TypedResults.NotFound();

    private IResult Items(string of)
    {
        string[] asked = of.Split(',', MostAsked + 1);
        if (asked.Length > MostAsked)
            return Bad($"at most {MostAsked} at once.");
        var found = new List<ItemShort>(asked.Length);
        foreach (string one in asked)
            if (int.TryParse(one, out int index) && store.Item(index) is { } item)
                found.Add(ItemShort.Of(item));
        return TypedResults.Ok(found);
    }

    private IResult Item(int index)
    {
        if (store.Item(index) is not { } item)
            return TypedResults.NotFound();
        var found = asking.Found;
        return TypedResults.Ok(
            new ItemWhole(
                item.Index,
                item.File,
                item.Answer,
                item.Version,
                item.Who,
                item.When,
                item.Edited,
                found.Reasons.GetValueOrDefault(index)?.Why,
                suspects?.Of(index) ?? [],
                store.Look(items => items[index].IsAnswered),
                [.. found.AlikeTo(index).Take(MostAlike).Select(store.Item).OfType<ItemNow>().Select(ItemShort.Of)]
            )
        );
    }

    private IResult GuessOf(int index) =>
        asking.Found.Guesses is var guesses && index >= 0 && index < guesses.Count && guesses[index] is { } guess
            ? TypedResults.Ok(new GuessNow(guess.Labels, guess.Probability, guess.IsKnown))
            : TypedResults.NoContent();

    private News NewsAfter(long after)
    {
        var changed = store.ChangedAfter(after, MostNews + 1);
        return new(State(), [.. changed.Take(MostNews).Select(ItemShort.Of)], changed.Count <= MostNews);
    }

    private IResult Answer(AnswerRequest request) =>
        Try(() =>
        {
            var outcome = store.Record(request.Items, AnswerOf(request), request.Window);
            return outcome.IsStale
                ? TypedResults.Conflict(Told(outcome, "Another window answered this in between."))
                : TypedResults.Ok(Told(outcome));
        });

    private IResult Undo(UndoRequest request) =>
        Try(() =>
            store.Undo(request.Window) switch
            {
                null => TypedResults.NoContent(),
                { IsStale: true } changed => TypedResults.Conflict(
                    Told(changed, "This was answered again since, in another window; it stays as it is.")
                ),
                var outcome => TypedResults.Ok(Told(outcome)),
            }
        );

    private IResult Add(NameRequest request) =>
        Try(() =>
        {
            store.AddName(request.Name.Trim());
            return TypedResults.Ok(State());
        });

    private Answer AnswerOf(AnswerRequest request)
    {
        var (labels, absent) = (request.Labels ?? [], request.Absent ?? []);
        if (!store.Data.IsSets || request.Kind is AnswerKind.Unknown or AnswerKind.Skip)
            return request.Kind == AnswerKind.Labels
                ? new Answer(AnswerKind.Labels, labels, absent)
                : Data.Answer.Of(request.Kind);
        var names = store.Names;
        // None of them says of each that it is not there.
        return request.Kind == AnswerKind.None
            ? Data.Answer.Set([], names, names.Count)
            : Data.Answer.Set(labels, absent, names.Count);
    }

    private Answered Told(Outcome outcome, string? detail = null) =>
        new(store.Version, [.. outcome.Items.Select(ItemShort.Of)], store.Progress(), detail);

    private static IResult Try(Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (ArgumentException error)
        {
            return Bad(error.Message);
        }
        catch (IOException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status507InsufficientStorage);
        }
    }

    private static ProblemHttpResult Bad(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status400BadRequest);
}
