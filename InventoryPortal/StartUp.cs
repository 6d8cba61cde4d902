using InventoryPortal.Access;
using InventoryPortal.Lab;
using InventoryPortal.Operations.Settings;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal;

/// <summary>What must be done before the first request is taken.</summary>
internal static class StartUp
{
    /// <summary>Checks every setting, takes the database's file, makes the database ready, and the first administrator; in this order, and nothing listens before.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        var stop = app.Lifetime.ApplicationStopping;
        if (!app.Services.GetRequiredService<DatabaseFile>().TryShare())
        {
            throw new DatabaseUnusableException("The database is being restored or migrated by another process: start again when it has ended.");
        }
        await app.Services.GetRequiredService<DatabaseStartup>().PrepareAsync(stop);
        await app.Services.GetRequiredService<StoredSettings>().RefreshAsync(app.Services.GetRequiredService<PortalDatabase>(), stop);
        await app.Services.GetRequiredService<Bootstrap>().RunAsync(stop);
        await app.Services.PrepareLabAsync(stop);
        if (await app.Services.GetRequiredService<SetUpLink>().FindAsync(stop) is { } link)
        {
            app.Lifetime.ApplicationStarted.Register(() => Announce(app.Urls, link));
        }
    }

    // Written to the console and not to the log: logs are collected and kept, and whoever has this link owns the portal.
    private static void Announce(ICollection<string> addresses, string link)
    {
        var address = addresses.FirstOrDefault() ?? HttpSurface.DefaultUrl;
        Console.WriteLine("Nobody can sign in yet. Create the first administrator here (valid once, until the next start):");
        Console.WriteLine("  " + address.TrimEnd('/') + link);
    }
}
