using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MlNetLabels.Labelling.Web;

/// <summary>
/// Lets in whoever has the address with its token, once; from then on a cookie that no script reads. Names of other hosts
/// (DNS rebinding), requests of other sites and of other ports of this machine are turned away.
/// </summary>
internal sealed class Gate
{
    public const string TokenName = "token";

    private const int TokenBytes = 32;

    private readonly string _cookieValue = NewSecret();
    private int _isUsed;

    /// <summary>What the address carries; good for one use.</summary>
    public string Token { get; } = NewSecret();

    public Task CheckAsync(HttpContext http, RequestDelegate next)
    {
        var (request, port) = (http.Request, http.Connection.LocalPort);
        string host = request.Host.Value ?? "",
            cookie = $"mlnet-labels-{port}";
        if (host != $"127.0.0.1:{port}" && host != $"localhost:{port}")
            return Refuse(http, StatusCodes.Status421MisdirectedRequest, "This is not a host that is served here.");
        if (request.Path == "/" && request.Query[TokenName] is [{ } token])
            return Exchange(http, token, cookie);
        if (!IsSame(request.Cookies[cookie], _cookieValue))
            return Refuse(
                http,
                StatusCodes.Status403Forbidden,
                "Open the address that the program printed. It works once; windows of the same browser may be opened from there."
            );
        return IsOfThisPage(request, host)
            ? next(http)
            : Refuse(http, StatusCodes.Status403Forbidden, "Only this page itself may ask.");
    }

    // Other ports of this machine count as the same site, and get the cookie, too.
    private static bool IsOfThisPage(HttpRequest request, string host)
    {
        bool isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        string site = request.Headers["Sec-Fetch-Site"].ToString(),
            origin = request.Headers.Origin.ToString();
        if (!isSafe && origin != $"http://{host}")
            return false;
        return site is "" or "same-origin" or "none";
    }

    private Task Exchange(HttpContext http, string token, string cookie)
    {
        if (!IsSame(token, Token))
            return Refuse(
                http,
                StatusCodes.Status403Forbidden,
                "This address is not the one that the program printed."
            );
        bool isBack = IsSame(http.Request.Cookies[cookie], _cookieValue);
        if (!isBack && Interlocked.Exchange(ref _isUsed, 1) != 0)
            return Refuse(
                http,
                StatusCodes.Status403Forbidden,
                "This address was used already, and works once. Start the program again for another one."
            );
        http.Response.Cookies.Append(
            cookie,
            _cookieValue,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Path = "/",
            }
        );
        // A page and no redirect: a strict cookie is not sent along where another site led here.
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            // With an icon of its own, none is asked for that is not there.
            "<!doctype html><html lang=\"en\"><meta http-equiv=\"refresh\" content=\"0;url=/\"><title>Labelling</title>"
                + "<link rel=\"icon\" href=\"data:,\">"
                + "<p><a href=\"/\">To the pictures</a></p></html>"
        );
    }

    private static Task Refuse(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(why + "\n");
    }

    private static bool IsSame(string? given, string wanted) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(wanted));

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
}
