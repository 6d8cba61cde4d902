using InventoryPortal.Access;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>The sign-in form; outside the circuit, because only a plain answer can carry the cookie.</summary>
public sealed partial class SignInPage(
    PasswordSignIn signIn, SessionStart sessions, PasskeySignIn passkeys, SetUpLink setUp, IConfiguration configuration, NavigationManager navigation, IEnumerable<DemoPeopleStore> demo)
{
    private string? _fault;
    private bool _nobodyYet;
    private bool _entra;
    private bool _isAddress;
    private string? _named;
    private IReadOnlyList<Role> _demoRoles = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    /// <summary>Query parameter of who has just chosen a password: the next thing to do is said, not guessed.</summary>
    internal const string PasswordSet = "passwordSet";

    [SupplyParameterFromQuery(Name = PasswordSet)]
    private bool IsPasswordSet { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? Return { get; set; }

    /// <summary>What an outside sign-in failed with.</summary>
    [SupplyParameterFromQuery(Name = "fault")]
    private string? Fault { get; set; }

    [SupplyParameterFromForm(Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "demo", FormName = "demo")]
    private Role? Demo { get; set; }

    /// <summary>What the browser answered to the challenge, JSON.</summary>
    [SupplyParameterFromForm(Name = "credential", FormName = "passkey")]
    private string? Credential { get; set; }

    private string Address => Http.Connection.RemoteIpAddress?.ToString() ?? "";

    protected override async Task OnInitializedAsync()
    {
        var here = new Uri(navigation.Uri);
        (_isAddress, _named) = (PasskeyHost.IsAddress(here), PasskeyHost.NamedInstead(here));
        // Registered only on a development machine with the Lab on.
        _demoRoles = sessions.Local == LocalAccounts.Allowed && demo.FirstOrDefault() is { } people ? await people.ListAsync(Http.RequestAborted) : [];
        _entra = EntraSignIn.IsConfigured(configuration);
        _fault = !HttpMethods.IsGet(Http.Request.Method) ? null : Fault switch
        {
            "entra" => "EntraFailed",
            "entra-turned-back" => "EntraTurnedBack",
            "entra-still-there" => "EntraStillThere",
            "late" => "StepLate",
            _ => null,
        };
        _nobodyYet = await setUp.FindAsync(Http.RequestAborted) is not null;
    }

    private async Task EnterDemoAsync()
    {
        if (demo.FirstOrDefault() is { } people && Demo is { } role && await signIn.EnterDemoAsync(people, role, Http.RequestAborted))
        {
            navigation.NavigateTo(ReturnUrl.Safe(Return));
            return;
        }
        _fault = "Refused";
    }

    private async Task SubmitAsync() => Show(await signIn.TryAsync(Email ?? "", Password ?? "", Address, Http.RequestAborted));

    private async Task UsePasskeyAsync() => Show(await passkeys.TryAsync(Credential, Address, Http.RequestAborted));

    private void Show(SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.CodeNeeded:
                navigation.NavigateTo(SecondStepPage.Address(Return));
                break;
            case SignInOutcome.PasskeyRefused:
                _fault = "PasskeyRefused";
                break;
            case SignInOutcome.SignedIn:
                navigation.NavigateTo(ReturnUrl.Safe(Return));
                break;
            case SignInOutcome.TooMany:
                Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                _fault = "TooMany";
                break;
            default:
                _fault = "Refused";
                break;
        }
    }
}
