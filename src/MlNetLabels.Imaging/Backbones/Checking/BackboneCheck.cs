namespace MlNetLabels.Backbones;

/// <summary>Whether a network gives what its card's probe says.</summary>
/// <param name="Backbone">The network's name.</param>
/// <param name="Passed">Whether it does; null where the card has no probe.</param>
/// <param name="Error">
/// Length of the difference / length of the probe's values, 0 is equal; null where the card has no probe.
/// </param>
/// <param name="Message">What was found, and what to do about it.</param>
public sealed record BackboneCheck(string Backbone, bool? Passed, double? Error, string Message);
