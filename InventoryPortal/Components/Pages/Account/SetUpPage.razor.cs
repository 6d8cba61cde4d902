using InventoryPortal.Access;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>Makes the first administrator, for whoever holds the link that the portal printed.</summary>
public sealed partial class SetUpPage(SetUpLink setUp, NavigationManager navigation)
{
    private bool _open;
    private string? _fault;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "token")]
    private string? Token { get; set; }

    [SupplyParameterFromForm(Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "repeat")]
    private string? Repeat { get; set; }

    protected override async Task OnInitializedAsync() => Show(await setUp.IsOpenToAsync(Token, Http.RequestAborted));

    private async Task SubmitAsync()
    {
        var email = Email?.Trim() ?? "";
        var password = Password ?? "";
        _fault = !NewPeople.IsEmail(email) ? "NoEmail"
            : password != Repeat ? "PasswordsDiffer"
            : PasswordRules.Check(password, email) is { } fault ? "Password" + fault
            : null;
        if (_fault is not null || !_open)
        {
            return;
        }
        switch (await setUp.UseAsync(Token, email, password, Http.RequestAborted))
        {
            case CommandAnswer<Person>.Done:
                navigation.NavigateTo("/sign-in");
                break;
            default:
                Show(open: false);
                break;
        }
    }

    private void Show(bool open)
    {
        _open = open;
        Http.Response.StatusCode = open ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
    }
}
