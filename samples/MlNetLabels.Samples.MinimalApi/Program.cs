using MlNetLabels.Hosting;
using MlNetLabels.Images;
using MlNetLabels.Models;

// A service that decides what becomes of an uploaded photo. The model is named in appsettings.json or on the command line
// (--MlNetLabels:Models:photos:Path photos.mlabels); a newer file takes its place while it runs.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMlNetLabels();
builder.Services.AddProblemDetails();
var app = builder.Build();

// Everything that the package has to offer, beneath a path of our own.
app.MapGroup("/labels").MapMlNetLabels();

// And what this service is for.
app.MapPost(
    "/photos",
    async (HttpRequest upload, IImagePredictor photos, CancellationToken stop) =>
    {
        try
        {
            var prediction = (await photos.PredictAsync(upload.Body, cancellationToken: stop)).Prediction;
            return prediction.Verdict switch
            {
                Verdict.Rejected => Results.Problem("This is no photo of the kind that we take.", statusCode: 422),
                Verdict.Unsure => Results.Accepted(value: new { album = "to be looked at", prediction.ClassSet }),
                _ => Results.Ok(new { album = prediction.Class }),
            };
        }
        catch (ImageException error)
        {
            return Results.Problem(error.Reason, statusCode: 422);
        }
        catch (BusyException)
        {
            return Results.Problem("Come back in a moment.", statusCode: 503);
        }
    }
);

app.Run();
