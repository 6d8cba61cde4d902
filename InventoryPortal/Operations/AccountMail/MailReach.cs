using InventoryPortal.Access;
using InventoryPortal.Operations.Alerts;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.AccountMail;

/// <summary>Letters can leave where the section <c>Smtp</c> names a server.</summary>
internal sealed class MailReach(IOptions<SmtpOptions> options) : IMailReach
{
    public bool IsOpen => options.Value.IsConfigured;
}
