using MlNetLabels;
using MlNetLabels.Eng.ImportBackbone;

if (args is not [var network, var source, var card, var onnx])
{
    Console.Error.WriteLine("usage: ImportBackbone mobilenet-v3-small WEIGHTS.gguf CARD.json OUTPUT.onnx");
    Console.Error.WriteLine("       ImportBackbone resnet18 PACKAGE/tools/DnnImageModels CARD.json OUTPUT.onnx");
    return 2;
}
try
{
    byte[] content = network switch
    {
        MobileNetV3SmallImport.Name => MobileNetV3SmallImport.Make(source, BackboneFacts.Read(card)),
        ResNet18Import.Name => ResNet18Import.Make(source, BackboneFacts.Read(card)),
        _ => throw new InvalidInputException($"'{network}' is no network that can be imported."),
    };
    // An untouched file spares the builds behind it, which embed it.
    if (!File.Exists(onnx) || !File.ReadAllBytes(onnx).AsSpan().SequenceEqual(content))
        File.WriteAllBytes(onnx, content);
    return 0;
}
catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"ImportBackbone : error : {e.Message}");
    return 1;
}
