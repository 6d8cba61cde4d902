using System.Globalization;
using System.Text.RegularExpressions;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>
/// One portal with two channels, something of each sort in both, and every caller of the matrix signed in to it. Nothing works in its
/// background but what tells of changes, so that a cell finds what the last one left.
/// </summary>
public sealed partial class MatrixWorld : IAsyncLifetime
{
    public const string North = "north-x1";
    public const string South = "south-x2";

    /// <summary>Texts by which what belongs to a channel is known, wherever it is told.</summary>
    public const string NorthText = "Nordmarkt";
    public const string SouthText = "Suedmarkt";

    private const string Password = "correct horse battery staple";

    private static readonly string[] Kept = [nameof(LiveFeedWorker), "HubRightsSweep"];

    private readonly List<MatrixCaller> _callers = [];
    private MatrixRows? _rows;
    private PortalHost? _host;
    private long _number;

    public PortalHost Host => _host ?? throw new InvalidOperationException("Not started.");

    /// <summary>Every role by every scope by every credential.</summary>
    public IReadOnlyList<MatrixCaller> Callers => _callers;

    /// <summary>The people among them.</summary>
    public IReadOnlyList<MatrixCaller> People => [.. _callers.Where(c => c.Credential == Credential.Cookie)];

    private MatrixRows Rows => _rows ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = PortalHost.Start(services: services =>
        {
            foreach (var loop in services.Where(s => s.ServiceType == typeof(IHostedService) && IsLoop(s)).ToList())
            {
                services.Remove(loop);
            }
        });
        _rows = new MatrixRows(Host.Services.GetRequiredService<PortalDatabase>());
        await Rows.SeedAsync(Host.Services, Stop);
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var scope in Enum.GetValues<Scope>())
            {
                _callers.Add(await WithKeyAsync(role, scope));
                _callers.Add(await WithCookieAsync(role, scope));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in _callers)
        {
            caller.Client.Dispose();
        }
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>The text with every name in braces replaced by something made for it.</summary>
    public async Task<string> FillAsync(string text)
    {
        foreach (var name in Name().Matches(text).Select(m => m.Groups[1].Value).Distinct().ToList())
        {
            text = text.Replace("{" + name + "}", await MakeAsync(name), StringComparison.Ordinal);
        }
        return text;
    }

    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Name();

    private async Task<string> MakeAsync(string name) => name switch
    {
        "unique" => $"U-{Interlocked.Increment(ref _number)}",
        "person" => await Host.Services.GetRequiredService<PortalDatabase>().ReadAsync(
            (db, token) => db.Users.Where(u => u.Email == "admin.all@example.test").Select(u => u.Id).SingleAsync(token), Stop),
        "failedToo" => await Rows.AddAsync("failed", Stop) > 0 ? "" : throw new InvalidOperationException("It was not added."),
        _ => (await Rows.AddAsync(name, Stop)).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Ids of the channel in question and of its listing, an incident and a job of it, and a job of all channels, for the live feed.</summary>
    public async Task<(long Channel, long Listing, long Alert, long Job, long JobOfAll)> NewsAsync()
    {
        var (channel, listing) = await Host.Services.GetRequiredService<PortalDatabase>().ReadAsync(
            async (db, token) =>
            {
                var id = await db.Channels.Where(c => c.Key == North).Select(c => c.Id).SingleAsync(token);
                return (id, await db.Listings.Where(l => l.ChannelId == id).Select(l => l.Id).FirstAsync(token));
            },
            Stop);
        return (channel, listing, await Rows.AddAsync("alert", Stop), await Rows.AddAsync("job", Stop), await Rows.AddAsync("jobOfAll", Stop));
    }

    private static bool IsLoop(ServiceDescriptor service) =>
        service.ImplementationType is { } type && type.Assembly == typeof(CommandGate).Assembly && !Kept.Contains(type.Name, StringComparer.Ordinal)
        && (type.Name.EndsWith("Worker", StringComparison.Ordinal) || type.Name.EndsWith("Sweep", StringComparison.Ordinal));

    private static string[]? ChannelsOf(Scope scope) => scope switch { Scope.All => null, Scope.Question => [North], _ => [South] };

    private async Task<MatrixCaller> WithKeyAsync(Role role, Scope scope)
    {
        var answer = await Host.Services.GetRequiredService<ApiKeyStore>().CreateAsync(CommandContext.System, new NewApiKey($"{role} {scope}", role, ChannelsOf(scope)), Stop);
        var issued = Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(answer).Value;
        var actor = new Actor(ActorKind.ApiKey, issued.Id.ToString(CultureInfo.InvariantCulture), issued.Name);
        return new MatrixCaller(role, scope, Credential.Key, new Caller(actor), Host.Api(issued.Key), issued.Key, null);
    }

    private async Task<MatrixCaller> WithCookieAsync(Role role, Scope scope)
    {
        var email = $"{role}.{scope}@example.test".ToLowerInvariant();
        var answer = await Host.Services.GetRequiredService<PeopleStore>().CreateAsync(CommandContext.System, email, Password, role, Stop, ChannelsOf(scope));
        var person = Assert.IsType<CommandAnswer<Person>.Done>(answer).Value;
        var stamp = await Host.Services.GetRequiredService<PortalDatabase>().ReadAsync(
            (db, token) => db.Users.Where(u => u.Id == person.Id).Select(u => u.SecurityStamp).SingleAsync(token), Stop);
        using var browser = Host.Browser();
        using var signedIn = await browser.SignInAsync(Stop, email, Password);
        var cookie = string.Join("; ", signedIn.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
        var client = Host.Api(key: null);
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return new MatrixCaller(role, scope, Credential.Cookie, new Caller(new Actor(ActorKind.User, person.Id, email), stamp), client, null, cookie);
    }
}
