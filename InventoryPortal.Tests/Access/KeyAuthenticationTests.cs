using System.Collections.Concurrent;
using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class KeyAuthenticationTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly PortalHost _portal = PortalHost.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ip_forged-key-forged-key-forged-key")]
    [InlineData("test-admin-key-012345678")]
    public async Task A_missing_or_forged_key_gets_401_and_no_redirect(string? key)
    {
        using var client = _portal.Api(key);
        using var answer = await client.GetAsync("api/v1/nothing-here", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Contains(answer.Headers.WwwAuthenticate, h => h.Scheme == "Bearer");
    }

    [Fact]
    public async Task A_known_key_passes()
    {
        using var client = _portal.Api();
        using var answer = await client.GetAsync("api/v1/nothing-here", Stop);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_gets_401_at_its_next_request()
    {
        var keys = _portal.Services.GetRequiredService<ApiKeyStore>();
        var made = await keys.CreateAsync(CommandContext.System, new NewApiKey("scanner", Role.Operator), Stop);
        var issued = Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(made).Value;
        Assert.StartsWith("ip_", issued.Key, StringComparison.Ordinal);
        using var client = _portal.Api(issued.Key);
        using (var before = await client.GetAsync("api/v1/nothing-here", Stop))
        {
            Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        }

        await keys.RevokeAsync(CommandContext.System, issued.Id, Stop);

        using var after = await client.GetAsync("api/v1/nothing-here", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_key_past_its_expiry_gets_401()
    {
        var key = ApiKeySecrets.Create();
        var now = TimeProvider.System.GetUtcNow();
        var row = ApiKeyStore.Row(key, "expired", Role.Admin, now.AddDays(-2));
        row.ExpiresAt = now.AddSeconds(-1);
        await _portal.Services.GetRequiredService<PortalDatabase>().WriteAsync((db, _) => Task.FromResult(db.ApiKeys.Add(row).Entity.Id), Stop);
        using var client = _portal.Api(key);
        using var answer = await client.GetAsync("api/v1/nothing-here", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("webhooks/nowhere", 0)]
    [InlineData("api/v1/products", 1)]
    public async Task Only_where_somebody_must_be_known_is_a_token_looked_up_as_a_key(string path, int refusals)
    {
        var heard = new Ear();
        await using var portal = PortalHost.Start(services: services => services.AddSingleton<ILoggerProvider>(heard));
        using var client = portal.Api("a-token-of-somebody-else");
        using var answer = await client.GetAsync(path, Stop);
        Assert.Equal(refusals, heard.Lines.Count(l => l.Contains("not authenticated", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_key_may_not_make_keys_unless_it_is_an_administrators()
    {
        var keys = _portal.Services.GetRequiredService<ApiKeyStore>();
        var made = await keys.CreateAsync(CommandContext.System, new NewApiKey("editor", Role.Editor), Stop);
        var issued = Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(made).Value;
        var caller = await _portal.Services.GetRequiredService<ApiKeyLookup>().FindAsync(issued.Key, Stop);

        var refused = await keys.CreateAsync(new CommandContext(caller!), new NewApiKey("more", Role.Admin), Stop);

        Assert.Equal("forbidden", Assert.IsType<CommandAnswer<IssuedApiKey>.Refused>(refused).Refusal.Code);
    }

    /// <summary>Hears what the sign-in by keys logs.</summary>
    private sealed class Ear : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName == typeof(ApiKeyAuthentication).FullName ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
