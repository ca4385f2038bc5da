using Microsoft.AspNetCore.Http;
using MlNetLabels.Models;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>Says in headers what protocols have no words for: an image of another kind, and that nothing looks for one.</summary>
internal static class VerdictHeaders
{
    public static void Set(HttpResponse response, Prediction answer)
    {
        response.Headers["Mlnetlabels-Verdict"] = answer.Verdict.ToString();
        if (!answer.Domain.IsOn)
            response.Headers["Mlnetlabels-Domain-Check"] = "off";
    }
}
