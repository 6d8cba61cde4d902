using System.Security.Claims;
using Bunit;
using InventoryPortal.Access;
using InventoryPortal.Components;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MudBlazor;
using Xunit;
using Role = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// The pages over the real stages and a database file of their own, signed in as somebody of the role asked for. Background
/// loops do not run, but for the live feed, which a test starts when it wants news.
/// </summary>
public sealed class ComponentHost : IAsyncDisposable
{
    /// <summary>Longest a page may take to show something; a slow machine needs more than the library's second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TestDatabase _database;
    private readonly SignedInAs _person = new();
    private IRenderedComponent<Providers> _providers = null!;
    private ServiceProvider _stages = null!;
    private LiveFeedWorker? _feed;

    private ComponentHost(TestDatabase database) => _database = database;

    /// <summary>Renders components and answers for the browser.</summary>
    public BunitContext Browser { get; } = new();

    public NavigationManager Navigation => Get<NavigationManager>();

    private string BackupFolder => _database.File + "-backups";

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    /// <summary>A host whose person has this role.</summary>
    /// <param name="settings">Added to those that every host has.</param>
    public static async Task<ComponentHost> StartAsync(Role role = Role.Admin, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var host = new ComponentHost(await TestDatabase.OnSqliteAsync());
        host.Compose(settings ?? new Dictionary<string, string?>());
        // The portal makes its first key when it starts; made later, inside a command, it would wait for that command's own lock.
        host._stages.GetRequiredService<CredentialVault>().Protect(new Dictionary<string, string> { ["warm"] = "up" });
        await host.SignInAsync("person@example.test", role);
        host._providers = host.Browser.Render<Providers>();
        return host;
    }

    public T Get<T>()
        where T : notnull => Browser.Services.GetRequiredService<T>();

    /// <summary>Signs somebody in, for what is rendered from now on.</summary>
    public async Task SignInAsync(string email, Role role)
    {
        var answer = await Get<PeopleStore>().CreateAsync(CommandContext.System, email, "correct horse battery staple", role, Stop);
        var person = Assert.IsType<CommandAnswer<Person>.Done>(answer).Value;
        var stamp = await Get<PortalDatabase>().ReadAsync((db, token) => db.Users.Where(u => u.Id == person.Id).Select(u => u.SecurityStamp).SingleAsync(token), Stop);
        _person.User = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, person.Id), new Claim(ClaimTypes.Name, email), new Claim(ClaimTypes.Email, email), new Claim("AspNet.Identity.SecurityStamp", stamp!)],
            "test"));
    }

    /// <summary>Opens a page at an address, interactive, and waits until it has loaded.</summary>
    public IRenderedComponent<TPage> Open<TPage>(string address, Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : IComponent
    {
        Navigation.NavigateTo(address);
        var page = parameters is null ? Browser.Render<TPage>() : Browser.Render(parameters);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".mud-progress-linear, .waiting")), Patience);
        return page;
    }

    /// <summary>Waits until the page shows what the assertion demands.</summary>
    public static void Eventually(IRenderedComponent<IComponent> page, Action assertion) => page.WaitForAssertion(assertion, Patience);

    /// <summary>The dialog that is open now; waits for it.</summary>
    public IRenderedComponent<TDialog> Dialog<TDialog>()
        where TDialog : IComponent
    {
        IRenderedComponent<TDialog>? dialog = null;
        _providers.WaitForAssertion(() => dialog = _providers.FindComponent<TDialog>(), Patience);
        return dialog!;
    }

    /// <summary>What snackbars have said so far.</summary>
    public IReadOnlyList<string> Said => [.. Get<ISnackbar>().ShownSnackbars.Select(s => s.Message ?? "")];

    /// <summary>Presses a button of a snackbar; waits for it.</summary>
    public async Task PressMessageAsync(string text)
    {
        _providers.WaitForAssertion(() => Assert.Contains(_providers.FindAll(".mud-snackbar button"), b => b.TextContent.Trim() == text), Patience);
        await _providers.InvokeAsync(() => _providers.FindAll(".mud-snackbar button").First(b => b.TextContent.Trim() == text).Click());
    }

    /// <summary>Waits until a snackbar says this, or begins with it.</summary>
    public void Hears(string beginning) =>
        _providers.WaitForAssertion(() => Assert.Contains(Said, s => s.StartsWith(beginning, StringComparison.Ordinal)), Patience);

    /// <summary>Starts to tell open pages what is committed.</summary>
    public async Task StartNewsAsync()
    {
        _feed = ActivatorUtilities.CreateInstance<LiveFeedWorker>(_stages);
        await _feed.StartAsync(Stop);
    }

    private void Compose(IReadOnlyDictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path.GetTempPath() });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Inventory"] = $"Data Source={_database.File}",
            ["Outbound:AllowedNetworks"] = "127.0.0.0/8",
            ["Backup:Folder"] = BackupFolder,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddStages();
        _stages = builder.Services.BuildServiceProvider();

        // The stages stay in a container of their own; pages find them as they would in the portal's.
        var ours = builder.Services.Select(s => s.ServiceType).Where(t => t.Assembly == typeof(App).Assembly || t == typeof(TimeProvider)).Distinct();
        foreach (var type in ours.Where(t => !t.IsGenericTypeDefinition))
        {
            Browser.Services.AddSingleton(type, _ => _stages.GetRequiredService(type));
        }
        Browser.Services.AddPortalUi();
        Browser.Services.AddScoped<AuthenticationStateProvider>(_ => _person);
        Browser.Services.AddSingleton<AntiforgeryStateProvider, NoToken>();
        Browser.Services.AddSingleton<IConfiguration>(builder.Configuration);
        Browser.JSInterop.Mode = JSRuntimeMode.Loose;
        Browser.SetRendererInfo(new RendererInfo("Server", true));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_feed is not null)
        {
            await _feed.StopAsync(CancellationToken.None);
        }
        await Browser.DisposeAsync();
        await _stages.DisposeAsync();
        await _database.DisposeAsync();
        if (Directory.Exists(BackupFolder))
        {
            Directory.Delete(BackupFolder, recursive: true);
        }
    }

    /// <summary>Forms of the document carry a token of the request; here there is none.</summary>
    private sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }

    private sealed class SignedInAs : AuthenticationStateProvider
    {
        public ClaimsPrincipal User { get; set; } = new(new ClaimsIdentity());

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(User));
    }
}
