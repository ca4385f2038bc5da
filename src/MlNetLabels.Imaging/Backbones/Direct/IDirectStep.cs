namespace MlNetLabels.Backbones.Direct;

/// <summary>One operation of a network, made for one image size.</summary>
internal unsafe interface IDirectStep
{
    /// <param name="image">Its planes.</param>
    /// <param name="memory">Where all maps lie, at their offsets.</param>
    void Run(float* image, float* memory);
}
