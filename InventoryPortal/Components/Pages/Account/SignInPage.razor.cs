using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>The sign-in form; outside the circuit, because only a plain answer can carry the cookie.</summary>
public sealed partial class SignInPage(
    PasswordSignIn signIn, SetUpLink setUp, IConfiguration configuration, NavigationManager navigation, IEnumerable<DemoPeopleStore> demo)
{
    private string? _fault;
    private bool _nobodyYet;
    private bool _entra;
    private IReadOnlyList<Role> _demoRoles = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

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

    protected override async Task OnInitializedAsync()
    {
        // Registered only on a development machine with the Lab on.
        _demoRoles = signIn.Local == LocalAccounts.Allowed && demo.FirstOrDefault() is { } people ? await people.ListAsync(Http.RequestAborted) : [];
        _entra = EntraSignIn.IsConfigured(configuration);
        _fault = !HttpMethods.IsGet(Http.Request.Method) ? null : Fault switch
        {
            "entra" => "EntraFailed",
            "entra-turned-back" => "EntraTurnedBack",
            "entra-still-there" => "EntraStillThere",
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

    private async Task SubmitAsync()
    {
        var address = Http.Connection.RemoteIpAddress?.ToString() ?? "";
        switch (await signIn.TryAsync(Email ?? "", Password ?? "", address, Http.RequestAborted))
        {
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
