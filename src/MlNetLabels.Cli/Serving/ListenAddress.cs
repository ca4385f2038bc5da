using System.Net;
using System.Net.Sockets;

namespace MlNetLabels.Cli.Serving;

/// <summary>Where the server listens. It is given what was read here, so that what is checked is what is opened.</summary>
/// <param name="Host">An IP address, localhost, or another name, of which every address of the machine is opened.</param>
/// <param name="Port">0 for any that is free.</param>
internal sealed record ListenAddress(string Host, int Port)
{
    private const string Local = "localhost",
        Every = "*";

    /// <summary>Whether nobody else than this machine reaches it.</summary>
    public bool IsLocal => Host == Local || (IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip));

    public override string ToString() => FormattableString.Invariant($"http://{Host}:{Port}");

    /// <exception cref="SetUpException">It is no such address.</exception>
    public static ListenAddress Parse(string text)
    {
        // What stands for every address of the machine is no host of an address.
        string plain = text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal)
            .Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new SetUpException($"--urls has '{text}'; give an address such as {ServeOptions.UsualUrls}.");
        if (uri.Scheme != "http")
            throw new SetUpException($"--urls has '{text}'; give http, and let a proxy before it speak https.");
        string host =
            plain != text ? Every
            : uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.DnsSafeHost}]"
            : uri.Host;
        if (uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            throw new SetUpException(
                FormattableString.Invariant(
                    $"--urls has '{text}'; give a host and a port alone: http://{host}:{uri.Port}."
                )
            );
        if (host == Local && uri.Port == 0)
            throw new SetUpException($"--urls has '{text}'; any free port is of one address: http://127.0.0.1:0.");
        return new ListenAddress(host, uri.Port);
    }

    /// <summary>Makes sure that it can be listened at, before the models are read.</summary>
    /// <exception cref="IOException">The machine has no such address, or another program has it.</exception>
    public void CheckFree()
    {
        var every = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var ip =
            Host == Local ? IPAddress.Loopback
            : IPAddress.TryParse(Host, out var given) ? given
            : every;
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (ip.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(ip, Port));
        }
        catch (SocketException error)
        {
            throw new IOException($"{this}: {error.Message}. Give another address to --urls.", error);
        }
    }
}
