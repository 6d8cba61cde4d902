using InventoryPortal.Components.Shared;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>The texts of the mapping dialogs.</summary>
public sealed record MappingTexts(IStringLocalizer<MappingPage> Mapping, IStringLocalizer<Words> Words, AllocationSentence Sentence);
