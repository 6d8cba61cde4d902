using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace InventoryPortal.Tests.Components;

/// <summary>
/// Finds fields and buttons the way a person does: by what they are called. Finding and acting are one step on the renderer's
/// own context, so that no render comes between.
/// </summary>
internal static class Form
{
    /// <summary>Types into the field with this label.</summary>
    public static Task EnterAsync<T>(IRenderedComponent<T> part, string label, string value)
        where T : IComponent =>
        part.InvokeAsync(() =>
        {
            var field = Field(part, label);
            if (field.HasAttribute("blazor:oninput"))
            {
                field.Input(value);
            }
            else
            {
                field.Change(value);
            }
        });

    /// <summary>Presses the button with this text as soon as it can be pressed.</summary>
    public static async Task PressWhenReadyAsync<T>(IRenderedComponent<T> part, string text)
        where T : IComponent
    {
        part.WaitForState(() => part.FindAll("button").Any(b => b.TextContent.Trim() == text && !b.HasAttribute("disabled")), TimeSpan.FromSeconds(15));
        await PressAsync(part, text);
    }

    /// <summary>Presses the button with this text.</summary>
    public static Task PressAsync<T>(IRenderedComponent<T> part, string text)
        where T : IComponent =>
        part.InvokeAsync(() => part.FindAll("button").First(b => b.TextContent.Trim() == text).Click());

    public static IElement Field<T>(IRenderedComponent<T> part, string label)
        where T : IComponent
    {
        var found = part.FindAll("label").First(l => l.TextContent.Trim() == label);
        return part.Find("#" + found.GetAttribute("for"));
    }
}
