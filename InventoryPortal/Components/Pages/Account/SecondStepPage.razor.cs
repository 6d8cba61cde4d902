using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Components.Pages.Account;

/// <summary>Asks for the code after the right password; outside the circuit, because only a plain answer can carry the cookie.</summary>
public sealed partial class SecondStepPage(SecondStep step, NavigationManager navigation)
{
    private string? _fault;
    private bool _byRecovery;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? Return { get; set; }

    /// <summary>Anything: a recovery code is typed instead.</summary>
    [SupplyParameterFromQuery(Name = "recovery")]
    private string? Recovery { get; set; }

    [SupplyParameterFromForm(Name = "code")]
    private string? Code { get; set; }

    private string OtherWay => Address(Return, byRecovery: !_byRecovery);

    /// <summary>Where the sign-in page leads after the right password.</summary>
    internal static string Address(string? returnUrl, bool byRecovery = false) =>
        $"/sign-in/code?returnUrl={Uri.EscapeDataString(ReturnUrl.Safe(returnUrl))}{(byRecovery ? "&recovery=1" : "")}";

    protected override async Task OnInitializedAsync()
    {
        _byRecovery = Recovery is not null;
        if (HttpMethods.IsGet(Http.Request.Method) && !await step.IsDueAsync(Http))
        {
            StartAgain();
        }
    }

    private async Task SubmitAsync()
    {
        var address = Http.Connection.RemoteIpAddress?.ToString() ?? "";
        switch (await step.TryAsync(Http, Code ?? "", address, Http.RequestAborted))
        {
            case SignInOutcome.SignedIn:
                navigation.NavigateTo(ReturnUrl.Safe(Return));
                break;
            case SignInOutcome.StartAgain:
                StartAgain();
                break;
            case SignInOutcome.TooMany:
                Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                _fault = "TooMany";
                break;
            default:
                _fault = "CodeRefused";
                break;
        }
    }

    private void StartAgain() => navigation.NavigateTo($"/sign-in?fault=late&returnUrl={Uri.EscapeDataString(ReturnUrl.Safe(Return))}");
}
