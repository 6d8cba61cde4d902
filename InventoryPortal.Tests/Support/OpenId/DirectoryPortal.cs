using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Support.OpenId;

/// <summary>A portal and the directory that its people come from.</summary>
public sealed class DirectoryPortal : IAsyncLifetime
{
    private PortalHost? _portal;
    private DirectoryServer? _directory;

    public PortalHost Portal => _portal!;

    public DirectoryServer Directory => _directory!;

    public static async Task<DirectoryPortal> StartAsync(LocalAccounts local = LocalAccounts.Allowed)
    {
        var both = new DirectoryPortal();
        await both.BeginAsync(local);
        return both;
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => await BeginAsync(LocalAccounts.Allowed);

    /// <summary>The portal's row of somebody; null when it has none.</summary>
    public async Task<Person?> PersonAsync(string email) =>
        (await Portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 100, CancellationToken.None)).SingleOrDefault(p => p.Email == email);

    public async Task DisableAsync(string email) => Assert.IsType<CommandAnswer<Person>.Done>(
        await Portal.Services.GetRequiredService<PeopleStore>().DisableAsync(CommandContext.System, (await PersonAsync(email))!.Id, CancellationToken.None));

    public async Task AddLocalAsync(string email, string password, Role role) => Assert.IsType<CommandAnswer<Person>.Done>(
        await Portal.Services.GetRequiredService<PeopleStore>().CreateAsync(CommandContext.System, email, password, role, CancellationToken.None));

    private async Task BeginAsync(LocalAccounts local)
    {
        _directory = await DirectoryServer.StartAsync();
        var settings = new Dictionary<string, string?>(DirectoryServer.Settings) { ["Access:LocalAccounts"] = local.ToString() };
        _portal = PortalHost.Start(settings, _directory.ServeTo);
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Directory.DisposeAsync();
    }
}
