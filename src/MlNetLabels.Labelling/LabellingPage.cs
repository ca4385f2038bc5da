using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlNetLabels.Data;
using MlNetLabels.Labelling.Asking;
using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.State;
using MlNetLabels.Labelling.Web;
using MlNetLabels.Models;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Labelling;

/// <summary>
/// A page to label images on, for browsers of this machine alone. Each answer is on disk before the next picture shows; the
/// list of labels is written on pauses, and when this is disposed. Thread-safe.
/// </summary>
public sealed class LabellingPage : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2),
        s_longest = TimeSpan.FromSeconds(20),
        s_look = TimeSpan.FromSeconds(1);

    // A request names some images and labels.
    private const long MostRequestBytes = 4 << 20;

    private readonly WebApplication _app;
    private readonly LabelStore _store;
    private readonly LabelSaver _saver;
    private readonly NoteList _notes;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private Task _background = Task.CompletedTask;
    private int _isDisposed;

    private LabellingPage(WebApplication app, LabelStore store, LabelSaver saver, NoteList notes, TimeProvider time) =>
        (_app, _store, _saver, _notes, _time) = (app, store, saver, notes, time);

    /// <summary>Where the page is, with the token that lets a browser in once.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The list of labels; there once something was answered.</summary>
    public string LabelFile => _store.Data.Output;

    /// <summary>The journal that holds every answer; taken away at the end where there is none.</summary>
    public string JournalFile => _store.Journal.Path;

    /// <summary>How many images there are.</summary>
    public int Images => _store.Data.Items.Count;

    /// <summary>Of how many somebody, or the data, said what they show.</summary>
    public int Answered => _store.Progress() is var x ? x.Labelled + x.None + x.Unknown : 0;

    /// <summary>Reads the images and what is answered already, and begins to serve on a free port of 127.0.0.1.</summary>
    /// <param name="options">What to show.</param>
    /// <param name="log">What there is to say; null for nobody to say it to.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="InvalidInputException">Data, model, suspects or journal cannot be used.</exception>
    /// <exception cref="IOException">There is no room for the journal.</exception>
    public static Task<LabellingPage> StartAsync(
        LabellingOptions options,
        ILogger? log = null,
        CancellationToken cancellationToken = default
    ) => StartAsync(options, TimeProvider.System, log, cancellationToken);

    internal static async Task<LabellingPage> StartAsync(
        LabellingOptions options,
        TimeProvider time,
        ILogger? log,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var notes = new NoteList(note => log?.Note(note));
        var model = options.Model is { } bundle ? Model.Load(bundle, options.Trusted) : null;
        var data = LabelReader.Read(options);
        CheckKind(data, model, options);
        foreach (string note in data.Notes)
            notes.Add(note);
        if (model is not null)
            data = WithNamesOf(model, data);
        OutputPlace.Check(data.Output);
        var store = new LabelStore(data, options.Who, time);
        try
        {
            return await StartAsync(store, options, model, notes, time, cancellationToken);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Writes what is answered, and closes the page.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _stop.CancelAsync();
        await _app.StopAsync();
        await _background;
        if (_store.Unsaved > 0)
            _saver.Save();
        await _app.DisposeAsync();
        _store.Dispose();
        _stop.Dispose();
    }

    private static async Task<LabellingPage> StartAsync(
        LabelStore store,
        LabellingOptions options,
        Model? model,
        NoteList notes,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (store.Journal.Torn > 0)
            notes.Add(
                $"The journal ended in the middle of a line ({store.Journal.Torn} bytes), as after a kill; that answer was never "
                    + "confirmed and is dropped."
            );
        if (store.Gone > 0)
            notes.Add($"The journal has answers for {Counted.Of(store.Gone, "image")} not here now; it keeps them.");
        var suspects = options.Suspects is { } list ? SuspectList.Read(list, store) : null;
        if (suspects is { Strange: > 0 })
            notes.Add($"{suspects.Strange} suspects are of images that are not here.");
        var saver = new LabelSaver(store, suspects, notes.Add);
        saver.Begin();
        var asking = new AskingWork(store, options, model, notes.Add);
        var gate = new Gate();
        var app = Build(gate);
        var page = new LabellingPage(app, store, saver, notes, time);
        PageFiles.Map(app);
        new Pictures(store).Map(app);
        new Api(store, saver, asking, suspects, notes, options).Map(app);
        await app.StartAsync(cancellationToken);
        page.Address = new Uri($"{app.Urls.Single()}/?{Gate.TokenName}={gate.Token}");
        page._background = Task.WhenAll(
            page.KeepSavedAsync(),
            Task.Run(() => page.Ask(asking), CancellationToken.None)
        );
        return page;
    }

    private static WebApplication Build(Gate gate)
    {
        // Nothing of the folder that it happens to be started in.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "mlnet-labels" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostRequestBytes;
        });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRouting();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter<SuggestionReason>());
        });
        var app = builder.Build();
        app.Use(SafeHeaders.AddAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(gate.CheckAsync);
        app.UseRouting();
        return app;
    }

    // On pauses, and now and then where there are none.
    private async Task KeepSavedAsync()
    {
        using var timer = new PeriodicTimer(s_look, _time);
        var (seen, changed, saved) = (0L, _time.GetUtcNow(), _time.GetUtcNow());
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var now = _time.GetUtcNow();
                if (_store.Version != seen)
                    (seen, changed) = (_store.Version, now);
                _saver.Look();
                if (_store.Unsaved == 0 || (now - changed < s_pause && now - saved < s_longest))
                    continue;
                _saver.Save();
                saved = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The last list is written by whoever stops this.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The page works without an order; why there is none is said.")]
    private void Ask(AskingWork asking)
    {
        try
        {
            asking.Run(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more.
        }
        catch (Exception error)
        {
            _notes.Add(
                $"What to ask first could not be found out ({error.Message}); images come in the order of their names."
            );
        }
    }

    // Its classes are offered, too.
    private static LabelData WithNamesOf(Model model, LabelData data)
    {
        var known = model.Description.Softmax?.Classes ?? model.Description.Labels?.Names ?? [];
        return data with { Names = [.. data.Names.Union(known)] };
    }

    private static void CheckKind(LabelData data, Model? model, LabellingOptions options)
    {
        if (model is null || model.Description.Kind == (data.IsSets ? TargetKind.LabelSets : TargetKind.Classes))
            return;
        throw new InvalidInputException(
            options.Model!,
            null,
            data.IsSets
                ? "this model was trained on classes, but these images may have several labels each."
                : "this model was trained on label sets, but these images have one class each; --several allows more."
        );
    }
}
