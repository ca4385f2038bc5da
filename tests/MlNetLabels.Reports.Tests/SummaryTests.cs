using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Reports.Html;
using MlNetLabels.Reports.Json;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Tests;

/// <summary>Whether a model can be used, and what is off, is said first and alike by every writer.</summary>
public sealed class SummaryTests
{
    private static readonly ReportContent s_on = SampleReports.Prints() with
    {
        Gates = null,
        Audit = null,
        DomainCheck = Check(cut: 7.5, testImages: 40, accepted: 38),
    };

    private static readonly ReportContent s_off = s_on with
    {
        DomainCheck = Check(cut: null, testImages: 40, accepted: 40) with
        {
            Warning = "18 validation images are too few to promise a reject rate of 0.05: nothing is rejected.",
        },
        Model = s_on.Model with
        {
            Calibration = new()
            {
                Softmax = new("temperature", new Dictionary<string, double> { ["temperature"] = 1 })
                {
                    NotFitted = "18 validation rows; 20 are needed",
                },
            },
        },
    };

    [Fact]
    public void Create_NothingAgainstIt_IsUsableWithTwoReasons()
    {
        var summary = SummaryText.Create(s_on);

        Assert.Equal(Usability.Usable, summary.Usability);
        Assert.Equal(
            "Usable: it names the right class for 95.2% of 42 test images; 11% of the out-of-domain images get "
                + "an answer behind the domain check.",
            summary.Headline
        );
    }

    [Theory]
    [InlineData(
        "The check for new classes is OFF: no image is ever called unsure: 90 are too few.",
        "the check for new classes is off"
    )]
    [InlineData("Prediction sets of classes are OFF: every set holds all.", "prediction sets of classes are off")]
    [InlineData(
        "Prediction sets of classes are OFF for 'a: OFF': every set holds it: 8 are too few.",
        "prediction sets of classes are off for 'a: OFF'"
    )]
    [InlineData(
        "The probabilities of the label 'a OFF' are NOT calibrated: 3 held-out images have it.",
        "the probabilities of the label 'a OFF' are not calibrated"
    )]
    [InlineData("There is NO label head for 'a': 2 images have it.", "there is no label head for 'a'")]
    [InlineData(
        "There are NO label heads for 4 of 7 labels. a: 2 images have it.",
        "there are no label heads for 4 of 7 labels"
    )]
    public void Create_SomethingElseIsOff_IsUsableWithCare(string off, string reason)
    {
        var summary = SummaryText.Create(s_on with { Model = s_on.Model with { SwitchedOff = [off] } });

        Assert.Equal(Usability.UsableWithCare, summary.Usability);
        Assert.StartsWith(
            $"Usable with care: {reason}; on the other hand, ",
            summary.Headline,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Create_NoCheckForNewClassesOnPurpose_IsNoObjection()
    {
        string[] off =
        [
            "The check for new classes is OFF: no image is ever called unsure, as the model was trained with an unsure rate of 0.",
        ];

        var summary = SummaryText.Create(s_on with { Model = s_on.Model with { SwitchedOff = off } });

        Assert.Equal(Usability.Usable, summary.Usability);
        Assert.Equal(off, summary.SwitchedOff);
    }

    [Fact]
    public void Create_LabelsProbablyWrong_IsUsableWithCare()
    {
        var summary = SummaryText.Create(s_on with { Audit = SampleReports.Prints().Audit });

        Assert.StartsWith(
            "Usable with care: 2 labels of the data are probably wrong;",
            summary.Headline,
            StringComparison.Ordinal
        );
        // Without a report there is no such file yet.
        Assert.Contains(
            "in the report that evaluate --output FOLDER writes, fill in its suspects.csv",
            summary.NextStep,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0.301, 0.301, ", as without it, and")]
    [InlineData(0.1, 0.4, "10% of out-of-domain images instead of 40%, and")]
    public void Create_WhatTheDomainCheckChanges_IsSaidOnlyWhereItChangesSomething(
        double behind,
        double alone,
        string words
    )
    {
        DecisionRow Row(string? check, double accepted) =>
            s_on.SideBySide.First(x => x.Head == HeadNames.Softmax) with
            {
                DomainCheck = check,
                OutOfDomain = new Dictionary<string, DecisionOutcome>
                {
                    ["people"] = new() { Count = 1000, Accepted = accepted },
                },
            };

        var summary = SummaryText.Create(s_on with { SideBySide = [Row(null, alone), Row("vim", behind)] });

        Assert.Contains(summary.Points, x => x.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void WriteShort_EndsWithWhatChanceExplainsAndTheNextStep()
    {
        string text = ShortSummary.Create(s_on).ReplaceLineEndings(" ");

        Assert.Contains(
            "The domain check accepts 38 of 40 in-domain test images (95%)",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains($"Next: {SummaryText.Create(s_on).NextStep}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_GateFailed_IsNotYetAndGivesItsAdvice()
    {
        var summary = SummaryText.Create(SampleReports.Prints());

        Assert.Equal(Usability.NotYet, summary.Usability);
        Assert.StartsWith(
            "Not yet: 2 of 3 gates failed (Calibration error, Out-of-domain AUROC)",
            summary.Headline,
            StringComparison.Ordinal
        );
        Assert.Equal("Add validation images, then train again.", summary.NextStep);
    }

    [Fact]
    public void Create_NotTested_IsNotYet() =>
        Assert.Equal(
            "Not yet: it has not been judged on test images.",
            SummaryText.Create(s_on with { Heads = new(), Confidence = new() }).Headline
        );

    [Fact]
    public void Create_OftenWrong_IsNotYet()
    {
        var softmax = s_on.Heads.Softmax!;
        var report = s_on with
        {
            Heads = new() { Softmax = softmax with { Test = softmax.Test! with { Accuracy = 0.6 } } },
        };

        Assert.Equal(
            "Not yet: it names the right class for 60% of 42 test images, which is often wrong.",
            SummaryText.Create(report).Headline
        );
    }

    // Of two classes one is half of them.
    [Theory]
    [InlineData(2, "Not yet: no test image shows 'a'")]
    [InlineData(3, "Usable with care: no test image shows 'a'; on the other hand, ")]
    public void Create_ClassThatIsNotTested_IsTold(int classes, string expected)
    {
        var softmax = s_on.Heads.Softmax!;
        ClassMetrics[] all =
        [
            new("a", null, null, null, 0),
            .. Enumerable.Range(1, classes - 1).Select(i => new ClassMetrics($"{i}", 1, 1, 1, 20)),
        ];
        var report = s_on with
        {
            Heads = new() { Softmax = softmax with { Test = softmax.Test! with { PerClass = all } } },
        };

        var summary = SummaryText.Create(report);

        Assert.StartsWith(expected, summary.Headline, StringComparison.Ordinal);
        Assert.StartsWith("Evaluate on images of all classes", summary.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NineTestImages_IsNotYet()
    {
        var softmax = s_on.Heads.Softmax!;
        var report = s_on with { Heads = new() { Softmax = softmax with { Test = softmax.Test! with { Count = 9 } } } };

        Assert.StartsWith("Not yet: it was judged on 9 test images", SummaryText.Create(report).Headline);
    }

    // Where 5 % are promised and 42 images set the cut, 7 of 40 or more are missing with a chance of 0.024 (of 130 images
    // 0.0077): beta-binomial probabilities summed by math.lgamma in Python.
    [Fact]
    public void Create_SetsMissMoreThanPromised_IsUsableWithCare()
    {
        var report = Missing(s_on);

        Assert.Contains(
            "the classes that it gives as possible (its prediction sets) lack the true one for 17.5% of images instead of at most 5%",
            SummaryText.Create(report).Headline,
            StringComparison.Ordinal
        );
        Assert.Contains(
            SummaryText.Create(report).Points,
            point =>
                point.StartsWith(
                    "The sets of possible classes lack the true one for 17.5% of 40 in-domain test images, more than chance explains",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void Create_SetsWhileTheDomainCheckIsOff_KeepTheirPromise() =>
        Assert.Contains(
            SummaryText.Create(Missing(s_off)).Points,
            point => point.Contains("at most 5% was promised", StringComparison.Ordinal)
        );

    private static ReportContent Missing(ReportContent report) =>
        report with
        {
            DomainCheck = report.DomainCheck! with { ByGroup = false },
            PredictionSets =
            [
                new()
                {
                    Head = "softmax",
                    MissRate = 0.05,
                    Count = 40,
                    Missing = 7 / 40.0,
                    OwnPromise = [],
                },
            ],
        };

    [Fact]
    public void Create_StrangersMostlyAnsweredThoughUnsurely_IsUsableWithCare()
    {
        var report = s_on with
        {
            SideBySide =
            [
                .. s_on.SideBySide.Select(row =>
                    row.DomainCheck is null
                        ? row
                        : row with
                        {
                            OutOfDomain = row.OutOfDomain.ToDictionary(
                                x => x.Key,
                                x => x.Value with { Accepted = 0.867, ConfidentWrong = 0 }
                            ),
                        }
                ),
            ],
        };

        Assert.StartsWith(
            "Usable with care: 86.7% of the out-of-domain images pass the domain check and get an answer; on the other hand, "
                + "it names the right class",
            SummaryText.Create(report).Headline,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Create_DomainCheckOff_IsUsableWithCare() =>
        Assert.StartsWith(
            "Usable with care: the domain check is off, so no image of another kind is rejected",
            SummaryText.Create(s_off).Headline,
            StringComparison.Ordinal
        );

    // What gets a sure answer behind a check gets it without one, too.
    [Theory]
    [InlineData(0.767)]
    [InlineData(0.833)]
    public void Create_MostStrangersSurelyAnswered_IsNotYetWhetherTheCheckIsOnOrOff(double confident)
    {
        foreach (var report in new[] { s_on, s_off })
        {
            var summary = SummaryText.Create(report with { SideBySide = Answering(report, confident) });

            Assert.Equal(Usability.NotYet, summary.Usability);
            Assert.StartsWith($"Not yet: {Figures.Percent(confident)} of the ", summary.Headline);
            Assert.Equal(report == s_off, summary.NextStep == SwitchedOff.Advice);
        }
    }

    [Fact]
    public void Create_ManyStrangersSurelyAnswered_ComesBeforeWhatIsOnlyRough()
    {
        var rough = s_on with
        {
            Heads = s_on.Heads with
            {
                Softmax = s_on.Heads.Softmax! with
                {
                    Test = s_on.Heads.Softmax.Test! with { Count = 20, Accuracy = 0.8 },
                },
            },
            SideBySide = Answering(s_on, 0.35),
        };

        Assert.StartsWith(
            "Usable with care: 35% of the ",
            SummaryText.Create(rough).Headline,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "it was judged on only 20 test images",
            SummaryText.Create(rough).Headline,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Create_StrangersChoseTheScoreAlready_DoesNotAdviseItAgain()
    {
        var report = s_on with { SideBySide = Answering(s_on, 0.35) };
        var chosen = report with
        {
            DomainCheck = report.DomainCheck! with { ChoiceAuroc = new Dictionary<string, double> { ["vim"] = 0.9 } },
        };

        Assert.StartsWith("Train with --validation-out-of-domain", SummaryText.Create(report).NextStep);
        Assert.Contains("a higher --reject-rate", SummaryText.Create(chosen).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_LabelsWithoutAHeadOnTestImages_AreSaidBesideTheFigures()
    {
        var aquarium = SampleReports.Aquarium();
        var report = aquarium with { Data = aquarium.Data with { NotJudged = ["eel", "ray"] } };

        var summary = SummaryText.Create(report);

        Assert.Contains(
            "test images show 'eel' and 'ray', which it can never say",
            summary.Headline,
            StringComparison.Ordinal
        );
        Assert.Contains(
            summary.Points,
            x =>
                x.EndsWith("as far as the model knows them: 'eel' and 'ray' are not counted.", StringComparison.Ordinal)
        );
        Assert.Contains(
            $"of {aquarium.Heads.Labels!.Test!.PerLabel.Count} of {aquarium.Heads.Labels.Test.PerLabel.Count + 2} labels",
            HtmlPage.Render(report),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        0.35,
        0.057,
        "35% of the out-of-domain images pass the domain check and get an answer, 5.7% with more than 90%"
    )]
    [InlineData(
        0.08,
        0.057,
        "5.7% of the out-of-domain images pass the domain check and get an answer with more than 90%"
    )]
    [InlineData(0.35, 0.013, "35% of the out-of-domain images pass the domain check and get an answer")]
    public void Create_StrangersAnswered_GivesTheShareBeyondItsBound(
        double accepted,
        double confident,
        string expected
    ) =>
        Assert.StartsWith(
            $"Usable with care: {expected};",
            SummaryText.Create(s_on with { SideBySide = Answering(s_on, confident, accepted) }).Headline,
            StringComparison.Ordinal
        );

    // Of promises that are missed beyond chance, the one that is missed the most.
    [Fact]
    public void Create_SetsMissMoreThanTheCheckRejects_NamesThemFirst()
    {
        var report = s_on with
        {
            DomainCheck = s_on.DomainCheck! with
            {
                ByGroup = false,
                RejectRate = 0.05,
                TestImages = 40,
                TestCoverage = 0.6,
            },
            PredictionSets =
            [
                new()
                {
                    Head = "softmax",
                    Count = 40,
                    MissRate = 0.05,
                    Missing = 0.45,
                    MeanSize = 0.55,
                    OwnPromise = [],
                },
            ],
        };

        Assert.StartsWith(
            "Usable with care: the classes that it gives as possible (its prediction sets) lack the true one for 45% of images "
                + "instead of at most 5%; the domain check rejects more images of its own kind than it promised (40%).",
            SummaryText.Create(report).Headline,
            StringComparison.Ordinal
        );
    }

    // 12.5 % errors are 1.25 times their bound and 28 % are 2.8 times; 10.6 % surely answered 2.12 times, 6 % 1.2 times.
    [Theory]
    [InlineData(
        0.875,
        0.106,
        0.358,
        "35.8% of the out-of-domain images pass the domain check and get an answer, 10.6%"
    )]
    [InlineData(0.875, 0.06, 0.358, "35.8% of the out-of-domain images pass the domain check and get an answer, 6%")]
    [InlineData(0.875, 0.06, 0.06, "it names the right class for only 87.5% of 42 test images, below 90%; 6% of")]
    [InlineData(0.72, 0.106, 0.358, "it names the right class for only 72% of 42 test images, below 90%; 35.8% of")]
    public void Create_SeveralFiguresBeyondTheirBounds_SaysTheFurthestFirst(
        double accuracy,
        double confident,
        double accepted,
        string expected
    )
    {
        var summary = SummaryText.Create(Right(accuracy) with { SideBySide = Answering(s_on, confident, accepted) });

        Assert.StartsWith("Usable with care: " + expected, summary.Headline, StringComparison.Ordinal);
        Assert.Equal(
            expected.Contains("right class", StringComparison.Ordinal),
            summary.NextStep.StartsWith("Look at the mistakes", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Create_NothingKnownOfStrangers_IsSaidBesideASmallMiss()
    {
        var report = Right(0.89) with { Confidence = new(), SideBySide = [] };

        Assert.StartsWith(
            "Usable with care: nothing is known of images of another kind, since none were given; it names the right class for "
                + "only 89%",
            SummaryText.Create(report).Headline,
            StringComparison.Ordinal
        );
    }

    private static ReportContent Right(double accuracy)
    {
        var softmax = s_on.Heads.Softmax!;
        return s_on with
        {
            Heads = s_on.Heads with { Softmax = softmax with { Test = softmax.Test! with { Accuracy = accuracy } } },
        };
    }

    private static DecisionRow[] Answering(ReportContent report, double confident, double? accepted = null) =>
        [
            .. report.SideBySide.Select(row =>
                row with
                {
                    OutOfDomain = row.OutOfDomain.ToDictionary(
                        x => x.Key,
                        x => x.Value with { Accepted = accepted ?? confident, ConfidentWrong = confident }
                    ),
                }
            ),
        ];

    [Fact]
    public void Create_FewTestImages_SaysSoBeforeFiguresOfThem()
    {
        var softmax = s_on.Heads.Softmax!;
        var report = s_on with
        {
            Heads = new() { Softmax = softmax with { Test = softmax.Test! with { Count = 10, Accuracy = 0.8 } } },
        };

        var summary = SummaryText.Create(report with { SideBySide = Answering(report, 0.06) });

        Assert.StartsWith("Usable with care: it was judged on only 10 test images; ", summary.Headline);
        Assert.Equal("Evaluate on more images that the model has not seen.", summary.NextStep);
    }

    // Where 5 % are aimed at and 130 images set the cut, 2 of 40 are as many; 3 of 40 within chance, 9 of 40 not.
    [Theory]
    [InlineData(2, null)]
    [InlineData(
        3,
        "3 of 40 in-domain test images are called unsure (7.5%), within chance of the 5% at most that it aims at (p 0."
    )]
    [InlineData(
        9,
        "9 of 40 in-domain test images are called unsure (22.5%), more than chance explains: at most 5% was aimed at (p"
    )]
    public void Create_MoreUnsureThanAimedAt_SaysWhetherChanceExplainsIt(int unsure, string? expected)
    {
        var report = s_on with
        {
            DomainCheck = s_on.DomainCheck! with { ByGroup = false, NewClass = new("max-probability", 0.05, 1) },
            Strangers =
            [
                new()
                {
                    Set = "in domain",
                    Count = 40,
                    OtherKind = 0,
                    Unsure = unsure / 40.0,
                    Either = unsure / 40.0,
                },
            ],
        };

        var summary = SummaryText.Create(report);

        string? said = summary.Points.FirstOrDefault(x => x.Contains("are called unsure", StringComparison.Ordinal));
        if (expected is null)
            Assert.Null(said);
        else
            Assert.StartsWith(expected, said, StringComparison.Ordinal);
        Assert.Equal(
            unsure == 9,
            summary.Headline.Contains("unsure than it aims at (22.5%)", StringComparison.Ordinal)
        );
    }

    // Beyond chance it weighs more than how few the test images are; of images in groups that cannot be said.
    [Theory]
    [InlineData(
        false,
        "Usable with care: it calls more images of its own kind unsure than it aims at (33.3%); it was judged on"
    )]
    [InlineData(
        true,
        "Usable with care: it was judged on only 15 test images; it calls more images of its own kind unsure"
    )]
    public void Create_MoreUnsureThanAimedAt_WeighsWhatIsProven(bool areGroups, string expected)
    {
        var softmax = s_on.Heads.Softmax!;
        var report = s_on with
        {
            Heads = s_on.Heads with { Softmax = softmax with { Test = softmax.Test! with { Count = 15 } } },
            DomainCheck = s_on.DomainCheck! with
            {
                ByGroup = false,
                Warning = areGroups ? "the held-out images come from only 6 groups" : null,
                NewClass = new("max-probability", 0.05, 1),
            },
            Strangers =
            [
                new()
                {
                    Set = "in domain",
                    Count = 15,
                    OtherKind = 0,
                    Unsure = 5 / 15.0,
                    Either = 5 / 15.0,
                },
            ],
        };

        var summary = SummaryText.Create(report);

        Assert.StartsWith(expected, summary.Headline, StringComparison.Ordinal);
        Assert.Equal(
            areGroups,
            summary.Points.Any(x =>
                x.StartsWith("5 of 15 in-domain test images are called unsure (33.3%), where", StringComparison.Ordinal)
                && x.EndsWith("it cannot be said by image whether chance explains it.", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, false)]
    public void Create_LabelsProbablyWrong_CountFromOneInTwoHundred(int images, bool isSaid)
    {
        var summary = SummaryText.Create(s_on with { Audit = SampleReports.Prints().Audit! with { Images = images } });

        Assert.Equal(isSaid, summary.Headline.Contains("probably wrong", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryWriter_DomainCheckAndCalibrationOff_SaysSoBeforeAnythingElse()
    {
        using var console = new StringWriter();
        ConsoleSummary.Write(s_off, console);
        string page = HtmlPage.Render(s_off),
            markdown = MarkdownSummary.Render(s_off),
            json = System.Text.Encoding.UTF8.GetString(JsonReportWriter.Serialize(s_off));

        Assert.StartsWith("!! The domain check is OFF: ", console.ToString().Split('\n')[1]);
        Assert.StartsWith(
            "!! The probabilities of the softmax head are NOT calibrated",
            console.ToString().Split('\n')[2]
        );
        Assert.StartsWith("> **The domain check is OFF", markdown.Split('\n')[2]);
        Assert.InRange(
            page.IndexOf("class=\"off\"", StringComparison.Ordinal),
            1,
            page.IndexOf("class=\"headline", StringComparison.Ordinal)
        );
        Assert.Contains("\"isOn\": false", json, StringComparison.Ordinal);
        Assert.InRange(
            json.IndexOf("\"switchedOff\"", StringComparison.Ordinal),
            1,
            json.IndexOf("\"points\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void EveryWriter_DomainCheckAndCalibrationOff_NeverSpeaksAsIfOn()
    {
        using var console = new StringWriter();
        ConsoleSummary.Write(s_off, console);
        string page = HtmlPage.Render(s_off);
        string all =
            console + MarkdownSummary.Render(s_off) + page[..page.IndexOf("<script", StringComparison.Ordinal)];

        foreach (
            string on in new[]
            {
                "behind mahalanobis",
                "Behind the domain check",
                "The score that decides",
                "was promised",
                "Its cut lets through",
                "<small>decides</small>",
                "Calibration of the softmax head, fitted",
                "the calibration was fitted there",
            }
        )
            Assert.DoesNotContain(on, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, "; on the other hand, no out-of-domain image gets an answer behind the domain check.")]
    [InlineData(0.06, "; on the other hand, 6% of the out-of-domain images get an answer behind the domain check.")]
    [InlineData(0.147, ".")]
    public void Create_WeakFigureAlone_IsAnObjectionAndOnlyGoodNewsWeighAgainstIt(double answered, string rest)
    {
        var report = Right(0.85) with
        {
            SideBySide =
            [
                .. s_on.SideBySide.Select(row =>
                    row.DomainCheck is null
                        ? row
                        : row with
                        {
                            OutOfDomain = row.OutOfDomain.ToDictionary(
                                x => x.Key,
                                x => x.Value with { Accepted = answered, ConfidentWrong = 0 }
                            ),
                        }
                ),
            ],
        };

        Assert.Equal(
            $"Usable with care: it names the right class for only 85% of 42 test images, below 90%{rest}",
            SummaryText.Create(report).Headline
        );
    }

    [Theory]
    [InlineData(8, 4, "Somewhat, within chance (p 0.388)")]
    [InlineData(30, 2, "Yes")]
    [InlineData(null, null, "Yes")]
    public void WriteShort_BothHeadsOutOfDomain_SaysWhetherChanceExplainsTheDifference(
        int? softmax,
        int? labels,
        string answer
    )
    {
        var report = s_on with
        {
            Confidence = SureOfStrangers(0.35, 0.25),
            SureOfOne = softmax is { } s && labels is { } l ? new(s, l) : null,
        };

        string text = ShortSummary.Create(report).ReplaceLineEndings(" ");

        Assert.Contains(
            $"another kind? {answer}: labels are more than 90% sure of 25%",
            text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            SummaryText.Create(report).Points,
            x => x.Contains("which is the right answer", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Decisions_DomainCheckOff_SayWhatIsLeftOutAndNoMore()
    {
        string off = ShortSummary.Create(s_off) + MarkdownSummary.Render(s_off);
        var unsure = s_off with
        {
            DomainCheck = s_off.DomainCheck! with { NewClass = new("max-probability", 0.05, 1) },
        };
        string on = ShortSummary.Create(unsure) + MarkdownSummary.Render(unsure);

        Assert.DoesNotContain("unsure left out", off, StringComparison.Ordinal);
        Assert.Contains("softmax, unsure left out", on, StringComparison.Ordinal);
        Assert.DoesNotContain("+ domain check", off + on, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 1, "softmax is somewhat surer, within chance (p 0.125)")]
    [InlineData(12, 1, "softmax is surer: above")]
    public void HeadDifference_OfOneSet_SaysWhetherChanceExplainsIt(int softmax, int labels, string words)
    {
        var report = s_on with
        {
            Confidence = SureOfStrangers(0.4, 0.2),
            SureOfOneBySet = s_on.Confidence.Softmax!.OutOfDomain.ToDictionary(
                x => x.Key,
                _ => new SureOfOne(softmax, labels)
            ),
        };

        Assert.Contains(HeadDifference.Describe(report), x => x.Contains(words, StringComparison.Ordinal));
    }

    private static PerHead<HeadConfidence> SureOfStrangers(double softmax, double labels)
    {
        return new()
        {
            Softmax = Sure(s_on.Confidence.Softmax!, softmax),
            Labels = Sure(s_on.Confidence.Labels!, labels),
        };

        static HeadConfidence Sure(HeadConfidence head, double share) =>
            head with
            {
                OutOfDomain = head.OutOfDomain.ToDictionary(x => x.Key, x => x.Value with { ShareAbove90 = share }),
            };
    }

    [Fact]
    public void Coverage_PromiseWeakerThanAskedFor_IsAimedAt()
    {
        string text = CoverageText.Describe(Check(7.5, 40, 35) with { Warning = "only 15 groups" })!;

        Assert.Contains(
            "(87.5%), where at least 95% was aimed at; as the images come in groups",
            text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("promised", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Coverage_FewGroupsAndFarBelow_WantsCareAndNamesNoChance()
    {
        var check = Check(7.5, 40, 28) with { Warning = "only 15 groups" };
        var summary = SummaryText.Create(s_on with { DomainCheck = check, Audit = null });

        Assert.DoesNotContain(
            summary.Points,
            x =>
                x.StartsWith("The domain check accepts", StringComparison.Ordinal)
                && x.Contains("(p ", StringComparison.Ordinal)
        );
        Assert.True(CoverageText.IsBroken(check));
        Assert.NotEqual(Usability.NotYet, summary.Usability);
    }

    [Theory]
    [InlineData(40, 38, "38 of 40 in-domain test images (95%), as promised: at least 95%.")]
    [InlineData(40, 35, "35 of 40 in-domain test images (87.5%): within chance of the promised 95% (p 0.0")]
    [InlineData(40, 30, "30 of 40 in-domain test images (75%), fewer than chance explains: at least 95% was promised")]
    public void Coverage_AgainstThePromise_SaysWhetherChanceExplainsIt(int images, int accepted, string expected) =>
        Assert.Contains(expected, CoverageText.Describe(Check(7.5, images, accepted)), StringComparison.Ordinal);

    [Fact]
    public void Coverage_HardlyAnyAccepted_HasAChanceThatIsNotNothing() =>
        Assert.EndsWith("(p < 0.001).", CoverageText.Describe(Check(7.5, 60, 5)), StringComparison.Ordinal);

    // A cut at rank r of m validation images accepts a share of new ones that is Beta(r, m + 1 - r): drawn here.
    [Fact]
    public void Chance_OfFewAccepted_IsThatOfDrawing()
    {
        const int Draws = 40_000,
            Validation = 43,
            Test = 40;
        var random = new Random(5);
        int few = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] validation = [.. Enumerable.Range(0, Validation).Select(_ => random.NextDouble()).Order()];
            double cut = validation[(int)Math.Ceiling((Validation + 1) * 0.95) - 1];
            if (Enumerable.Range(0, Test).Count(_ => random.NextDouble() <= cut) <= 36)
                few++;
        }

        // Four standard deviations of the share drawn.
        const double Luck = 0.01;
        Assert.Equal((double)few / Draws, CoverageText.Chance(Check(7.5, Test, 36))!.Value, Luck);
    }

    [Fact]
    public void Answers_LabelGivenBelowAnother_StandBesideTheirOwnProbability()
    {
        // The threshold of building is 0.1, that of coat 0.9: the label given is not the most probable one.
        var answer = new HeadAnswer(["building"], [new("building", 0.12), new("coat", 0.88)]);
        var images = SampleReports.Prints().Images!;
        var report = SampleReports.Prints() with
        {
            Images = images with { Mistakes = [images.Mistakes![0] with { Softmax = null, Labels = answer }] },
        };

        Assert.Equal("building 0.120", AnswerText.Format(answer));
        Assert.Equal("no label (coat 0.880)", AnswerText.Format(answer with { Given = [] }));
        Assert.Contains("<bdi>building</bdi> <b>0.120</b></span>", HtmlPage.Render(report), StringComparison.Ordinal);
        Assert.DoesNotContain("<bdi>building</bdi> <b>0.880</b>", HtmlPage.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_OfTwoClassesThatCannotDiffer_AreOneRow()
    {
        var one = s_on.OutOfDomain[0] with { Head = "softmax", Score = "max-probability" };
        var report = s_on with
        {
            OutOfDomain = [one, one with { Score = "energy" }, one with { Score = "max-logit", Auroc = 0.5 }],
        };

        Assert.Equal(["max-probability, energy", "max-logit"], ScoreRow.From(report).Select(x => x.Name));
        Assert.Equal(3, ScoreRow.From(report with { Model = report.Model with { Classes = ["a", "b", "c"] } }).Count);
    }

    private static DomainCheckReport Check(double? cut, int testImages, int accepted) =>
        new()
        {
            Score = "mahalanobis",
            Why = "mahalanobis is the default.",
            RejectRate = 0.05,
            Cut = cut,
            ValidationImages = 43,
            ValidationGroups = 43,
            ValidationCoverage = 1,
            TestImages = testImages,
            TestCoverage = (double)accepted / testImages,
        };
}
