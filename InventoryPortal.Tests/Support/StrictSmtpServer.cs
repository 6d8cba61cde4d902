using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace InventoryPortal.Tests.Support;

/// <summary>What the server does with one conversation.</summary>
public enum SmtpMood
{
    /// <summary>Takes the mail.</summary>
    Accepts,

    /// <summary>Says 451 to the recipient: come back.</summary>
    AsksToComeBack,

    /// <summary>Says 550 to the recipient: never.</summary>
    KnowsNobody,

    /// <summary>Says 554 to the text.</summary>
    DislikesText,

    /// <summary>Keeps the mail and hangs up before its yes.</summary>
    DropsAfterData,

    /// <summary>Says yes, and hangs up before the goodbye.</summary>
    DropsAtGoodbye,

    /// <summary>Accepts the connection and never says a word.</summary>
    Silent,

    /// <summary>Greets with 421.</summary>
    IsBusy,

    /// <summary>Refuses the password.</summary>
    KnowsNoUser,
}

/// <summary>
/// A mail server of RFC 5321 on a socket, as strict as real ones: commands in order and ended by CRLF, lines of at most 998
/// characters, dots unstuffed. What breaks a rule is kept in <see cref="Faults"/>.
/// </summary>
public sealed class StrictSmtpServer : IAsyncDisposable
{
    private const int MaxLine = 998;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _loop;

    public StrictSmtpServer()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Of the conversations that begin from now on.</summary>
    public SmtpMood Mood { get; set; }

    /// <summary>Conversations begun.</summary>
    public int Talks => _talks.Count;

    /// <summary>Mails whose text was received whole, also those that were never said yes to.</summary>
    public ConcurrentQueue<MimeMessage> Received { get; } = new();

    /// <summary>Mails that were said yes to.</summary>
    public ConcurrentQueue<MimeMessage> Accepted { get; } = new();

    public ConcurrentQueue<string> Faults { get; } = new();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                _talks.Add(TalkAsync(socket, Mood));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Ended.
        }
    }

    private async Task TalkAsync(Socket socket, SmtpMood mood)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (mood == SmtpMood.Silent)
            {
                await LineAsync(stream);
                return;
            }
            await SayAsync(stream, mood == SmtpMood.IsBusy ? "421 4.3.2 Too busy" : "220 strict.test ESMTP");
            await CommandsAsync(stream, mood);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side is gone, or the test is over.
        }
    }

    private async Task CommandsAsync(NetworkStream stream, SmtpMood mood)
    {
        var (greeted, from, to) = (false, false, false);
        while (await LineAsync(stream) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    greeted = true;
                    await SayAsync(stream, mood == SmtpMood.KnowsNoUser ? "250-strict.test\r\n250 AUTH PLAIN" : "250-strict.test\r\n250 8BITMIME");
                    break;
                case "AUTH":
                    await SayAsync(stream, "535 5.7.8 Wrong");
                    break;
                case "MAIL" when greeted && !from:
                    from = true;
                    await SayAsync(stream, "250 2.1.0 OK");
                    break;
                case "RCPT" when from && mood == SmtpMood.AsksToComeBack:
                    await SayAsync(stream, "451 4.7.1 Greylisted, come back");
                    break;
                case "RCPT" when from && mood == SmtpMood.KnowsNobody:
                    await SayAsync(stream, "550 5.1.1 No such user");
                    break;
                case "RCPT" when from:
                    to = true;
                    await SayAsync(stream, "250 2.1.5 OK");
                    break;
                case "DATA" when to:
                    if (!await DataAsync(stream, mood))
                    {
                        return;
                    }
                    (from, to) = (false, false);
                    break;
                case "RSET":
                    (from, to) = (false, false);
                    await SayAsync(stream, "250 2.0.0 OK");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 2.0.0 Bye");
                    return;
                default:
                    Faults.Enqueue($"Out of order: {line}");
                    await SayAsync(stream, "503 5.5.1 Bad sequence");
                    break;
            }
        }
    }

    private async Task<bool> DataAsync(NetworkStream stream, SmtpMood mood)
    {
        await SayAsync(stream, "354 Go ahead");
        var text = new StringBuilder();
        while (await LineAsync(stream) is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }
        var mail = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(text.ToString())));
        Received.Enqueue(mail);
        if (mood == SmtpMood.DropsAfterData)
        {
            return false;
        }
        if (mood == SmtpMood.DislikesText)
        {
            await SayAsync(stream, "554 5.6.0 Not this");
            return true;
        }
        Accepted.Enqueue(mail);
        await SayAsync(stream, "250 2.0.0 Queued");
        return mood != SmtpMood.DropsAtGoodbye;
    }

    private async Task<string?> LineAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                if (bytes.Count == 0 || bytes[^1] != '\r')
                {
                    Faults.Enqueue("A line ends without CR.");
                }
                var line = Encoding.Latin1.GetString([.. bytes]).TrimEnd('\r');
                if (line.Length > MaxLine)
                {
                    Faults.Enqueue($"A line of {line.Length} characters.");
                }
                return line;
            }
            bytes.Add(one[0]);
        }
        return null;
    }

    private static async Task SayAsync(NetworkStream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }
}
