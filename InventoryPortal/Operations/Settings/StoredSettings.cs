using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration.Json;

namespace InventoryPortal.Operations.Settings;

/// <summary>
/// The settings that were changed on the page, as a layer of the configuration above the files and below the environment: whoever
/// runs the machine has the last word. Empty until the database is ready.
/// </summary>
public sealed class StoredSettings : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Settings read; there are fewer that may be changed.</summary>
    private const int MaxRows = 1_000;

    /// <summary>Puts it behind the last file.</summary>
    public static StoredSettings AddTo(IConfigurationBuilder configuration)
    {
        var layer = new StoredSettings();
        var lastFile = configuration.Sources.ToList().FindLastIndex(s => s is JsonConfigurationSource);
        configuration.Sources.Insert(lastFile + 1, layer);
        return layer;
    }

    /// <inheritdoc />
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Reads the table; whoever watches options hears of a change, if there is one.</summary>
    public async Task RefreshAsync(PortalDatabase database, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync((db, token) => db.Settings.OrderBy(s => s.Key).Take(MaxRows).ToDictionaryAsync(s => s.Key, s => (string?)s.Value, token), cancellationToken);
        if (rows.Count != Data.Count || rows.Any(r => !Data.TryGetValue(r.Key, out var known) || known != r.Value))
        {
            Data = new Dictionary<string, string?>(rows, StringComparer.OrdinalIgnoreCase);
            OnReload();
        }
    }
}
