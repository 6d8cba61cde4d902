using InventoryPortal.Access;
using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.AccountMail;

/// <summary>
/// Brings an invitation by mail. Its link is a secret that is kept nowhere, so no queue can hold it: it is sent at once, one time,
/// within <c>Smtp:TimeoutSeconds</c>, and whoever invites reads what came of it and has the link still.
/// </summary>
public sealed class InvitationMail(MailSender mail, AccountLetterBuilder letters, IMailReach reach)
{
    /// <summary>Whether there is a mail server to try.</summary>
    public bool IsOpen => reach.IsOpen;

    /// <summary>Sends; only a cancelled token throws.</summary>
    /// <param name="shown">The link as the administrator's browser knows the portal; the mail names <c>Portal:PublicUrl</c> where that is given.</param>
    public Task<SendOutcome> SendAsync(string address, Uri shown, CancellationToken cancellationToken) =>
        mail.SendAsync(letters.Invitation(address, letters.Address(shown.PathAndQuery) ?? shown), address, cancellationToken);
}
