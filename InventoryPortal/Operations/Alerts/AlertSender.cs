using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Puts items into words for a destination and sends them its way.</summary>
public sealed class AlertSender(PortalDatabase database, LetterBuilder letters, DestinationSecrets secrets, MailSender mail, HookSender hooks)
{
    /// <summary>Sends one message; only a cancelled token throws.</summary>
    public async Task<SendOutcome> SendAsync(long destinationId, string key, IReadOnlyList<LetterItem> items, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync((db, token) => db.AlertDestinations.SingleOrDefaultAsync(d => d.Id == destinationId, token), cancellationToken);
        if (row is null || items.Count == 0)
        {
            return new SendOutcome.Refused("The destination is gone.", IsBroken: false);
        }
        return await SendAsync(row, letters.Build(key, items, row.Language, DestinationRules.ZoneOf(row)), cancellationToken);
    }

    private async Task<SendOutcome> SendAsync(AlertDestinationRow row, Letter letter, CancellationToken cancellationToken) =>
        row.Kind == DestinationKind.Mail
            ? await mail.SendAsync(letter, row.Address, cancellationToken)
            : secrets.Unprotect(row.ProtectedSecret, row.Name) is { } secret
                ? await hooks.SendAsync(row.Kind, letter, secret, cancellationToken)
                : new SendOutcome.Refused("The address cannot be decrypted; enter it again.", IsBroken: true);
}
