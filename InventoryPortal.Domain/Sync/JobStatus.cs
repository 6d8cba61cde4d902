namespace InventoryPortal.Domain.Sync;

/// <summary>The technical state of a job; its business outcome is a sentence apart.</summary>
public enum JobStatus { Pending, Processing, Completed, Failed, Cancelled }
