using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Components.Shared;
using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>How the person at this circuit signs in: the authenticator app, the recovery codes, the passkeys.</summary>
public sealed partial class SecurityPage(
    SecondFactorQueries factors, FreshProof proofs, AuthenticationStateProvider signedIn, IStringLocalizer<AccountTexts> texts) : PortalPageBase
{
    private SignInMeans? _means;
    private string? _proof;
    private bool _isNeeded;

    private IStringLocalizer<AccountTexts> Texts => texts;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Access);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var principal = (await signedIn.GetAuthenticationStateAsync()).User;
        var caller = principal.FindCaller();
        var means = caller is null ? null : await factors.FindAsync(caller, cancellationToken);
        var isNeeded = await Session.RightsAsync(cancellationToken) is { LacksFactor: true };
        return () =>
        {
            (_means, _isNeeded) = (means, isNeeded);
            // Who signed in a moment ago need not show it again.
            _proof = caller is not null && proofs.Holds(_proof, caller) ? _proof : proofs.OfSession(principal);
        };
    }

    private void Proven(string proof) => _proof = proof;

    /// <summary>After every change: a refusal for want of a proof takes the old one away, so that it is asked for.</summary>
    private async Task AnsweredAsync(Refusal? refusal)
    {
        await ReloadAsync();
        if (refusal?.Code == FreshProof.LackingCode)
        {
            _proof = null;
        }
        if (refusal is { Errors: null })
        {
            Session.Refuse(refusal);
        }
    }
}
