using InventoryPortal.Access;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>Makes the first administrator, or lets an invited person choose a password, for whoever holds the link that was printed.</summary>
public sealed partial class SetUpPage(SetUpLink setUp, Invitations invitations, AccessQueries access, NavigationManager navigation)
{
    private bool _open;
    private string? _fault;
    private string? _invited;
    private bool _isEmpty;

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

    // A link that opens nothing belonged to an invitation wherever somebody can sign in already.
    private string Heading => _invited is not null ? "InvitedTitle" : _isEmpty ? "SetUp" : "InvitationTitle";

    protected override async Task OnInitializedAsync()
    {
        _isEmpty = !await access.AnyPersonAsync(Http.RequestAborted);
        _invited = await invitations.FindAsync(Token, Http.RequestAborted);
        Show(_invited is not null || await setUp.IsOpenToAsync(Token, Http.RequestAborted));
    }

    private async Task SubmitAsync()
    {
        var email = _invited ?? Email?.Trim() ?? "";
        var password = Password ?? "";
        _fault = !NewPeople.IsEmail(email) ? "NoEmail"
            : password != Repeat ? "PasswordsDiffer"
            : PasswordRules.Check(password, email) is { } fault ? "Password" + fault
            : null;
        if (_fault is not null || !_open)
        {
            return;
        }
        var answer = _invited is null
            ? await setUp.UseAsync(Token, email, password, Http.RequestAborted)
            : await invitations.UseAsync(Token, password, Http.RequestAborted);
        switch (answer)
        {
            case CommandAnswer<Person>.Done:
                navigation.NavigateTo($"/sign-in?{SignInPage.PasswordSet}=true");
                break;
            default:
                _invited = null;
                _isEmpty = !await access.AnyPersonAsync(Http.RequestAborted);
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
