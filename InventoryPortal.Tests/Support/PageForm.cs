using System.Net;
using System.Text.RegularExpressions;

namespace InventoryPortal.Tests.Support;

/// <summary>Fills and posts the first form of a page as a browser does, hidden fields and antiforgery token included.</summary>
public static partial class PageForm
{
    /// <summary>GET the page, then POST its form with these fields over the hidden ones.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(
        this HttpClient browser, string page, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        var html = await browser.GetStringAsync(page, cancellationToken);
        var all = Hidden().Matches(html)
            .Select(m => m.Value)
            .GroupBy(input => Attribute(input, "name"))
            .ToDictionary(g => g.Key, g => Attribute(g.First(), "value"), StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }
        using var content = new FormUrlEncodedContent(all);
        var action = WebUtility.HtmlDecode(Action().Match(html).Groups[1].Value);
        return await browser.PostAsync(action.Length > 0 ? action : page, content, cancellationToken);
    }

    /// <summary>Signs in over HTTP; the session cookie stays with <paramref name="browser"/>.</summary>
    public static Task<HttpResponseMessage> SignInAsync(
        this HttpClient browser, CancellationToken cancellationToken, string email = PortalHost.AdminEmail, string password = PortalHost.AdminPassword, string query = "") =>
        browser.SubmitAsync("sign-in" + query, new Dictionary<string, string> { ["email"] = email, ["password"] = password }, cancellationToken);

    private static string Attribute(string input, string name) =>
        WebUtility.HtmlDecode(Regex.Match(input, name + "=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();
}
