using InventoryPortal.Access;
using InventoryPortal.Channels.Http;
using InventoryPortal.Components;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>The portal's stages over a database of their own, a mail server and a webhook of their own, at a clock that the test moves.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    public const string Key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>Time of the machine's own that the loops get between two steps.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private IReadOnlyList<BackgroundService> _loops = [];

    private DeliveryBench(TestDatabase database, AnsweringServer hook)
    {
        (_database, Hook) = (database, hook);
        _services = Compose();
    }

    public FakeTimeProvider Clock { get; } = new(Noon);

    public StrictSmtpServer Mail { get; } = new();

    public AnsweringServer Hook { get; }

    public PortalDatabase Portal => Get<PortalDatabase>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<DeliveryBench> StartAsync()
    {
        var hook = await AnsweringServer.StartAsync();
        hook.Answer = (http, _) => AnsweringServer.WriteAsync(http, 200, "ok");
        var bench = new DeliveryBench(await TestDatabase.OnSqliteAsync(), hook);
        bench.Get<DestinationSecrets>().PrepareKey();
        return bench;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<DestinationView> MailToAsync(string address = "ops@example.test", Func<DestinationInput, DestinationInput>? with = null) =>
        AddAsync((with ?? (i => i))(new DestinationInput(address, DestinationKind.Mail, address)));

    public Task<DestinationView> HookToAsync(DestinationKind kind = DestinationKind.Webhook, Func<DestinationInput, DestinationInput>? with = null) =>
        AddAsync((with ?? (i => i))(new DestinationInput(
            $"hook {kind}", kind, new Uri(Hook.Address, "alerts/T0/secret").AbsoluteUri, kind == DestinationKind.Webhook ? Key : null)));

    public async Task RaiseAsync(AlertKind kind, string subject, string message = "Something is the matter.") =>
        await Get<AlertStore>().RecordAsync([new AlertFinding(kind, subject, message, null, null, Holds: true)], Stop);

    public async Task ResolveAsync(AlertKind kind, string subject) =>
        await Get<AlertStore>().RecordAsync([new AlertFinding(kind, subject, "", null, null, Holds: false)], Stop);

    /// <summary>Starts the loops that look at stock and send, as the host does.</summary>
    public async Task StartLoopsAsync()
    {
        _loops = [Get<DeliveryWorker>(), ActivatorUtilities.CreateInstance<StockAlertWorker>(_services)];
        foreach (var loop in _loops)
        {
            await loop.StartAsync(Stop);
        }
    }

    /// <summary>Lets time pass in small steps, each as soon as the loops have had a moment, until so many mails were accepted; fails after <paramref name="atMost"/>.</summary>
    public async Task UntilMailedAsync(int count, TimeSpan atMost)
    {
        using var changes = Get<CommitSignals>().Subscribe(CommitTopics.Alerts);
        for (var passed = TimeSpan.Zero; Mail.Accepted.Count < count; passed += Step)
        {
            Assert.True(passed < atMost, $"Only {Mail.Accepted.Count} mails after {passed}.");
            Clock.Advance(Step);
            await changes.WaitAsync(Moment, TimeProvider.System, Stop);
        }
    }

    /// <summary>One round of the worker.</summary>
    public Task RunAsync() => Get<DeliveryWorker>().RunOnceAsync(Stop);

    public async Task AdvanceAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await RunAsync();
    }

    public Task<List<AlertDeliveryRow>> DeliveriesAsync() =>
        Portal.ReadAsync((db, token) => db.AlertDeliveries.OrderBy(d => d.Id).ToListAsync(token), Stop);

    public Task<long> AlertIdAsync(string subject) =>
        Portal.ReadAsync((db, token) => db.Alerts.Where(a => a.Subject == subject).OrderByDescending(a => a.Id).Select(a => a.Id).FirstAsync(token), Stop);

    /// <summary>Subjects of the mails that were said yes to, without the portal's name before them.</summary>
    public List<string> Subjects => [.. Mail.Accepted.Select(m => m.Subject!["[InventoryPortal] ".Length..])];

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops)
        {
            await loop.StopAsync(CancellationToken.None);
        }
        Assert.Empty(Mail.Faults);
        await _services.DisposeAsync();
        await Mail.DisposeAsync();
        await Hook.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<DestinationView> AddAsync(DestinationInput input)
    {
        var answer = await Get<DestinationStore>().CreateAsync(CommandContext.System, input, Stop);
        return Assert.IsType<CommandAnswer<DestinationView>.Done>(answer).Value;
    }

    private ServiceProvider Compose()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path.GetTempPath() });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Inventory"] = $"Data Source={_database.File}",
            ["Outbound:AllowedNetworks"] = "127.0.0.0/8",
            ["Portal:PublicUrl"] = "https://portal.example.test/",
            ["Smtp:Host"] = "127.0.0.1",
            ["Smtp:Port"] = $"{Mail.Port}",
            ["Smtp:From"] = "Portal <portal@example.test>",
            ["Smtp:Security"] = "none",
        });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddStages();
        builder.Services.AddPortalUi();
        builder.Services.AddQueryTranslation();
        builder.Services.AddSingleton<DeliveryWorker>();
        return builder.Services.BuildServiceProvider();
    }
}
