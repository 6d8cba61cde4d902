using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Settings;

/// <summary>Changes settings that hold without a new start. Atomic; other nodes follow within a minute.</summary>
public sealed class SettingStore(CommandGate gate, PortalDatabase database, StoredSettings stored, SettingQueries settings, TimeProvider clock)
{
    /// <summary>
    /// Sets a value, or with null goes back to what the files say. Refusals: <c>forbidden</c>, <c>not_found</c>, <c>setting_fixed</c>, <c>validation_failed</c>.
    /// </summary>
    public async Task<CommandAnswer<SettingView>> SetAsync(CommandContext context, string key, string? value, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<string>(
            context, new Deed(Permissions.SettingsManage, key),
            async (db, note, token) =>
            {
                if (Check(key, value) is { } refusal)
                {
                    return refusal;
                }
                var shape = SettingCatalogue.Find(key)!;
                var row = await db.Settings.SingleOrDefaultAsync(s => s.Key == shape.Key, token);
                note.Changed(new { value = row?.Value }, new { value });
                Write(db, row, shape.Key, value?.Trim());
                return shape.Key;
            },
            cancellationToken);
        if (answer is not CommandAnswer<string>.Done { Value: var changed })
        {
            return ((CommandAnswer<string>.Refused)answer).Refusal;
        }
        await stored.RefreshAsync(database, cancellationToken);
        return settings.List().Single(s => s.Shape.Key == changed);
    }

    private void Write(PortalDbContext db, SettingRow? row, string key, string? value)
    {
        if (value is null)
        {
            if (row is not null)
            {
                db.Settings.Remove(row);
            }
            return;
        }
        if (row is null)
        {
            db.Settings.Add(row = new SettingRow { Key = key, Value = value });
        }
        (row.Value, row.UpdatedAt) = (value, clock.GetUtcNow());
    }

    private Refusal? Check(string key, string? value)
    {
        if (SettingCatalogue.Find(key) is not { } shape)
        {
            return Refusal.NotFound($"The setting {key}");
        }
        if (!shape.IsLive || settings.List().Single(s => s.Shape == shape).IsLocked)
        {
            return new Refusal(RefusalKind.Conflict, "setting_fixed", "This setting is changed where it is set: in a file, the environment or the command line.");
        }
        return value is null ? null : CheckValue(shape, value.Trim());
    }

    private static Refusal? CheckValue(SettingShape shape, string value)
    {
        if (shape.Range is { } range)
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && range.IsValid(number)
                ? null
                : Refusal.Field("value", $"A whole number from {range.Minimum} to {range.Maximum} is needed.");
        }
        return TimeZoneInfo.TryFindSystemTimeZoneById(value, out _) ? null : Refusal.Field("value", "The name of a time zone is needed, such as Europe/Berlin.");
    }
}
