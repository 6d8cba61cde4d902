using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Operations.AccountMail;

/// <summary>Sends what people are told of their accounts; a part of the round of the loop that sends alerts.</summary>
public sealed class AccountPost(AccountLetterStore letters, AccountLetterBuilder builder, MailSender mail, TimeProvider clock, ILogger<AccountPost> log)
{
    /// <summary>Letters of one round: the alerts of the next round wait no longer for them.</summary>
    private const int MaxLetters = 20;

    // Only the one loop of this process comes by here. What was forgotten by a restart costs one try.
    private DateTimeOffset _restUntil;

    /// <summary>Sends what is due. After one that the server does not take now all rest for a moment: the others would fare no better.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxLetters && clock.GetUtcNow() >= _restUntil; i++)
        {
            if (await letters.ClaimAsync(cancellationToken) is not { } letter)
            {
                return;
            }
            var outcome = await SendAsync(letter, cancellationToken);
            // Also while the portal stops: what was taken must not be sent again for want of a note.
            await letters.RecordAsync(letter, outcome, Random.Shared.NextDouble(), CancellationToken.None);
            if (outcome is SendOutcome.Failed)
            {
                _restUntil = clock.GetUtcNow() + DeliveryRetry.First;
            }
        }
    }

    /// <summary>When there is something to do next; null when nothing waits.</summary>
    public async Task<DateTimeOffset?> NextAtAsync(CancellationToken cancellationToken) =>
        await letters.NextAtAsync(cancellationToken) is { } next ? next > _restUntil ? next : _restUntil : null;

    // A bug in one letter must not stop the others: it is logged, and the letter waits like any that failed.
    private async Task<SendOutcome> SendAsync(ClaimedLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            return await mail.SendAsync(await builder.BuildAsync(letter, cancellationToken), letter.Address, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogError(e, "A letter to the person {Person} about their account could not be sent.", letter.UserId);
            return new SendOutcome.Failed("The portal could not send it; its own error list says why.");
        }
    }
}
