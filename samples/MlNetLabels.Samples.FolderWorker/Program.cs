using MlNetLabels.Samples.FolderWorker;

// A worker that empties a folder: FolderWorker --Model photos.mlabels --Inbox inbox --Sorted sorted
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMlNetLabels().FromFile(builder.Configuration["Model"] ?? "photos.mlabels", watchForChanges: true);
builder.Services.AddHostedService<Sorter>();
builder.Build().Run();
