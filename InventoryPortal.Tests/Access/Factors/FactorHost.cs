using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

/// <summary>A portal with Eve, whose authenticator app the test plays, and a clock that the test sets forward.</summary>
internal sealed class FactorHost : IAsyncDisposable
{
    public const string Email = "eve@example.test";
    public const string Password = "a long enough password";

    private readonly AuthenticatorKey _key = AuthenticatorKey.Create();

    private FactorHost(PortalHost portal, ShiftedClock clock) => (Portal, Clock) = (portal, clock);

    public PortalHost Portal { get; }

    public ShiftedClock Clock { get; }

    public string EveId { get; private set; } = "";

    public SecondFactorStore Factors => Get<SecondFactorStore>();

    public PeopleStore People => Get<PeopleStore>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<FactorHost> StartAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var clock = new ShiftedClock();
        var host = new FactorHost(PortalHost.Start(settings, services => services.AddSingleton<TimeProvider>(clock)), clock);
        var made = await host.People.CreateAsync(CommandContext.System, Email, Password, Role.Editor, Stop);
        host.EveId = Assert.IsType<CommandAnswer<Person>.Done>(made).Value.Id;
        return host;
    }

    public T Get<T>()
        where T : notnull => Portal.Services.GetRequiredService<T>();

    public Task<T> ReadAsync<T>(Func<PortalDbContext, CancellationToken, Task<T>> read) => Get<PortalDatabase>().ReadAsync(read, Stop);

    /// <summary>A command of Eve's session of now.</summary>
    public async Task<CommandContext> EveAsync() => new(new Caller(
        new Actor(ActorKind.User, EveId, Email), await ReadAsync((db, token) => db.Users.Where(u => u.Id == EveId).Select(u => u.SecurityStamp).SingleAsync(token))));

    /// <summary>A fresh proof of Eve.</summary>
    public async Task<string> ProofAsync() => Get<FreshProof>().Issue((await EveAsync()).Caller);

    /// <summary>Sets Eve's app up; the answer is her recovery codes.</summary>
    public async Task<IReadOnlyList<string>> TurnOnAsync() => Assert.IsType<CommandAnswer<IReadOnlyList<string>>.Done>(
        await Factors.TurnOnAsync(await EveAsync(), await ProofAsync(), _key, Code(), Stop)).Value;

    /// <summary>What Eve's app shows now, or some steps later or earlier.</summary>
    public string Code(int later = 0) => Totp.Code(_key.Bytes, Totp.StepOf(Clock.GetUtcNow()) + later);

    /// <summary>Lets the app come to its next code but one: its codes so far are behind it.</summary>
    public string NextCode()
    {
        Clock.Shift(TimeSpan.FromSeconds(2 * Totp.StepSeconds));
        return Code();
    }

    /// <summary>Eve's browser after the right password, at the page that asks for the code.</summary>
    public async Task<HttpClient> AtTheCodeAsync()
    {
        var browser = Portal.Browser();
        using var answer = await browser.SignInAsync(Stop, Email, Password);
        Assert.StartsWith("/sign-in/code", new Uri(Portal.Address, answer.Headers.Location!).AbsolutePath, StringComparison.Ordinal);
        return browser;
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();
}

internal static class FactorBrowser
{
    /// <summary>Types a code; the answer is where it leads, null when the page stays.</summary>
    public static async Task<string?> TypeCodeAsync(this HttpClient browser, string code, CancellationToken cancellationToken)
    {
        using var answer = await browser.SubmitAsync("sign-in/code?returnUrl=%2Fproducts", new Dictionary<string, string> { ["code"] = code }, cancellationToken);
        return answer.Headers.Location is { } location ? new Uri(browser.BaseAddress!, location).PathAndQuery : null;
    }

    /// <summary>Whether somebody is signed in.</summary>
    public static async Task<bool> IsInAsync(this HttpClient browser, CancellationToken cancellationToken)
    {
        using var page = await browser.GetAsync("preferences", cancellationToken);
        return page.StatusCode == HttpStatusCode.OK;
    }
}
