using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    /// <summary>Says yes, and never a word of goodbye.</summary>
    HangsAtGoodbye,

    /// <summary>Accepts the connection and never says a word.</summary>
    Silent,

    /// <summary>Greets with 421.</summary>
    IsBusy,

    /// <summary>Refuses the password.</summary>
    KnowsNoUser,

    /// <summary>Offers STARTTLS, and takes no mail without it.</summary>
    DemandsStartTls,

    /// <summary>Speaks TLS from the first byte.</summary>
    SpeaksTls,
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
    private int _goodbyes;

    public StrictSmtpServer()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>What it shows of itself; nobody has signed for it.</summary>
    public X509Certificate2 Certificate { get; } = MakeCertificate();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Of the conversations that begin from now on.</summary>
    public SmtpMood Mood { get; set; }

    /// <summary>Conversations begun.</summary>
    public int Talks => _talks.Count;

    /// <summary>Goodbyes left without an answer.</summary>
    public int HungUpOn => Volatile.Read(ref _goodbyes);

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
        await using var plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var stream = mood == SmtpMood.SpeaksTls ? await SecureAsync(plain) : plain;
            if (mood == SmtpMood.Silent)
            {
                await LineAsync(stream);
                return;
            }
            await SayAsync(stream, mood == SmtpMood.IsBusy ? "421 4.3.2 Too busy" : "220 strict.test ESMTP");
            await CommandsAsync(stream, mood);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException)
        {
            // The other side is gone, or the test is over.
        }
    }

    private async Task CommandsAsync(Stream stream, SmtpMood mood)
    {
        var (greeted, from, to) = (false, false, false);
        var isSecure = mood != SmtpMood.DemandsStartTls;
        while (await LineAsync(stream) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    greeted = true;
                    await SayAsync(stream, "250-strict.test\r\n250 " + (isSecure ? mood == SmtpMood.KnowsNoUser ? "AUTH PLAIN" : "8BITMIME" : "STARTTLS"));
                    break;
                case "STARTTLS" when greeted && !isSecure:
                    await SayAsync(stream, "220 2.0.0 Go ahead");
                    stream = await SecureAsync(stream);
                    (isSecure, greeted) = (true, false);
                    break;
                case "AUTH":
                    await SayAsync(stream, "535 5.7.8 Wrong");
                    break;
                case "MAIL" when greeted && isSecure && !from:
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
                case "QUIT" when mood == SmtpMood.HangsAtGoodbye:
                    Interlocked.Increment(ref _goodbyes);
                    await LineAsync(stream);
                    return;
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

    private async Task<bool> DataAsync(Stream stream, SmtpMood mood)
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

    private async Task<string?> LineAsync(Stream stream)
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

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
        return secure;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var now = DateTimeOffset.UtcNow;
        using var made = new CertificateRequest("CN=strict.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_talks);
        _stop.Dispose();
        Certificate.Dispose();
    }
}
