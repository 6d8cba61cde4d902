CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);

BEGIN TRANSACTION;
CREATE TABLE "Activity" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Activity" PRIMARY KEY AUTOINCREMENT,
    "At" INTEGER NOT NULL,
    "ActorKind" TEXT NOT NULL,
    "ActorId" TEXT NOT NULL,
    "ActorName" TEXT NOT NULL,
    "Action" TEXT NOT NULL,
    "Subject" TEXT NOT NULL,
    "Before" TEXT NULL,
    "After" TEXT NULL,
    "Allowed" INTEGER NOT NULL,
    "OperationId" TEXT NOT NULL
);

CREATE TABLE "ApiKeys" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ApiKeys" PRIMARY KEY AUTOINCREMENT,
    "Name" TEXT NOT NULL,
    "Hash" TEXT NOT NULL,
    "Hint" TEXT NOT NULL,
    "Role" TEXT NOT NULL,
    "Channels" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "ExpiresAt" INTEGER NULL,
    "RevokedAt" INTEGER NULL
);

CREATE TABLE "Channels" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Channels" PRIMARY KEY AUTOINCREMENT,
    "Key" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "StateReason" TEXT NULL,
    "Weight" INTEGER NOT NULL,
    "FirstLink" TEXT NOT NULL,
    "Drift" TEXT NOT NULL,
    "GuardPercent" INTEGER NOT NULL,
    "CountsFrom" INTEGER NOT NULL,
    "ClockAheadMs" INTEGER NOT NULL,
    "SettingsJson" TEXT NOT NULL,
    "ProtectedCredentials" TEXT NULL,
    "CredentialHint" TEXT NULL,
    "LastConfirmedAt" INTEGER NULL,
    "LastEventAt" INTEGER NULL,
    "LastPolledAt" INTEGER NULL,
    "WebhooksOkAt" INTEGER NULL,
    "WebhooksCheckedAt" INTEGER NULL,
    "NotBefore" INTEGER NULL,
    "Version" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "CK_Channels_GuardPercent" CHECK ([GuardPercent] BETWEEN 0 AND 100),
    CONSTRAINT "CK_Channels_Weight" CHECK ([Weight] >= 0)
);

CREATE TABLE "Cursors" (
    "Name" TEXT NOT NULL CONSTRAINT "PK_Cursors" PRIMARY KEY,
    "Value" TEXT NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "LeaseUntil" INTEGER NULL
);

CREATE TABLE "DataProtectionKeys" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_DataProtectionKeys" PRIMARY KEY AUTOINCREMENT,
    "FriendlyName" TEXT NULL,
    "Xml" TEXT NULL
);

CREATE TABLE "ErrorLog" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ErrorLog" PRIMARY KEY AUTOINCREMENT,
    "Type" TEXT NOT NULL,
    "Message" TEXT NOT NULL,
    "Context" TEXT NULL,
    "Severity" TEXT NOT NULL,
    "TraceId" TEXT NULL,
    "At" INTEGER NOT NULL
);

CREATE TABLE "IdempotencyKeys" (
    "Scope" TEXT NOT NULL CONSTRAINT "PK_IdempotencyKeys" PRIMARY KEY,
    "BodyHash" TEXT NOT NULL,
    "Status" INTEGER NOT NULL,
    "Answer" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL
);

CREATE TABLE "Products" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Products" PRIMARY KEY AUTOINCREMENT,
    "Sku" TEXT NOT NULL,
    "SkuNormalised" TEXT NOT NULL,
    "Barcode" TEXT NULL,
    "Name" TEXT NOT NULL,
    "Description" TEXT NULL,
    "SearchText" TEXT NOT NULL,
    "OnHand" INTEGER NOT NULL,
    "Reserved" INTEGER NOT NULL,
    "Available" AS ([OnHand] - [Reserved]) STORED,
    "LowStockThreshold" INTEGER NOT NULL,
    "Buffer" INTEGER NOT NULL,
    "IsActive" INTEGER NOT NULL,
    "Version" INTEGER NOT NULL,
    "StockVersion" INTEGER NOT NULL,
    "LastCountAt" INTEGER NULL,
    "CreatedAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    CONSTRAINT "CK_Products_Buffer" CHECK ([Buffer] >= 0),
    CONSTRAINT "CK_Products_LowStockThreshold" CHECK ([LowStockThreshold] >= 0)
);

CREATE TABLE "Users" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Users" PRIMARY KEY,
    "Role" TEXT NOT NULL,
    "IsDisabled" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "LastSignInAt" INTEGER NULL,
    "UserName" TEXT NULL,
    "NormalizedUserName" TEXT NULL,
    "Email" TEXT NULL,
    "NormalizedEmail" TEXT NULL,
    "EmailConfirmed" INTEGER NOT NULL,
    "PasswordHash" TEXT NULL,
    "SecurityStamp" TEXT NULL,
    "ConcurrencyStamp" TEXT NULL,
    "PhoneNumber" TEXT NULL,
    "PhoneNumberConfirmed" INTEGER NOT NULL,
    "TwoFactorEnabled" INTEGER NOT NULL,
    "LockoutEnd" INTEGER NULL,
    "LockoutEnabled" INTEGER NOT NULL,
    "AccessFailedCount" INTEGER NOT NULL
);

CREATE TABLE "InboundEvents" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_InboundEvents" PRIMARY KEY AUTOINCREMENT,
    "ChannelId" INTEGER NOT NULL,
    "EventKey" TEXT NOT NULL,
    "Topic" TEXT NOT NULL,
    "SubjectId" TEXT NULL,
    "Body" BLOB NOT NULL,
    "HeadersJson" TEXT NULL,
    "ReceivedAt" INTEGER NOT NULL,
    "Status" TEXT NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "NextAttemptAt" INTEGER NULL,
    "LeaseUntil" INTEGER NULL,
    "HandledAt" INTEGER NULL,
    "Reason" TEXT NULL,
    CONSTRAINT "FK_InboundEvents_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "SyncAttempts" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_SyncAttempts" PRIMARY KEY AUTOINCREMENT,
    "ChannelId" INTEGER NOT NULL,
    "Route" TEXT NOT NULL,
    "Items" INTEGER NOT NULL,
    "StartedAt" INTEGER NOT NULL,
    "DurationMs" INTEGER NOT NULL,
    "Status" INTEGER NULL,
    "Applied" INTEGER NOT NULL,
    "Rejected" INTEGER NOT NULL,
    "Retried" INTEGER NOT NULL,
    "Unknown" INTEGER NOT NULL,
    "Target" TEXT NULL,
    "Request" TEXT NULL,
    "Answer" TEXT NULL,
    "Error" TEXT NULL,
    CONSTRAINT "FK_SyncAttempts_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "Alerts" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Alerts" PRIMARY KEY AUTOINCREMENT,
    "Kind" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "OpenKey" TEXT NULL,
    "CauseKey" TEXT NOT NULL,
    "ProductId" INTEGER NULL,
    "ChannelId" INTEGER NULL,
    "Subject" TEXT NOT NULL,
    "Message" TEXT NOT NULL,
    "Count" INTEGER NOT NULL,
    "FirstAt" INTEGER NOT NULL,
    "LastAt" INTEGER NOT NULL,
    "AcknowledgedBy" TEXT NULL,
    "AcknowledgedAt" INTEGER NULL,
    "Note" TEXT NULL,
    "ResolvedAt" INTEGER NULL,
    CONSTRAINT "FK_Alerts_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_Alerts_Products_ProductId" FOREIGN KEY ("ProductId") REFERENCES "Products" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "Listings" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Listings" PRIMARY KEY AUTOINCREMENT,
    "ChannelId" INTEGER NOT NULL,
    "ExternalId" TEXT NOT NULL,
    "ExternalSku" TEXT NULL,
    "ExternalSkuNormalised" TEXT NULL,
    "Barcode" TEXT NULL,
    "Title" TEXT NULL,
    "StockState" TEXT NOT NULL,
    "ProductId" INTEGER NULL,
    "LinkState" TEXT NOT NULL,
    "Weight" INTEGER NULL,
    "Mode" TEXT NOT NULL,
    "Min" INTEGER NOT NULL,
    "Max" INTEGER NULL,
    "Buffer" INTEGER NOT NULL,
    "FixedQuantity" INTEGER NOT NULL,
    "SyncEnabled" INTEGER NOT NULL,
    "AwaitsApproval" INTEGER NOT NULL,
    "Desired" INTEGER NULL,
    "DesiredRevision" INTEGER NOT NULL,
    "DesiredAt" INTEGER NULL,
    "Sent" INTEGER NULL,
    "SentRevision" INTEGER NOT NULL,
    "SentAt" INTEGER NULL,
    "Confirmed" INTEGER NULL,
    "ConfirmedRevision" INTEGER NOT NULL,
    "ConfirmedAt" INTEGER NULL,
    "Observed" INTEGER NULL,
    "ObservedAt" INTEGER NULL,
    "ToldSinceConfirm" INTEGER NOT NULL,
    "LastSaleAt" INTEGER NULL,
    "UnseenCredit" INTEGER NOT NULL,
    "UnseenAt" INTEGER NULL,
    "InFlight" INTEGER NULL,
    "OutcomeUnknown" INTEGER NOT NULL,
    "DueAt" INTEGER NULL,
    "Attempts" INTEGER NOT NULL,
    "IsDead" INTEGER NOT NULL,
    "IsDrifted" INTEGER NOT NULL,
    "LastError" TEXT NULL,
    "LeaseToken" INTEGER NOT NULL,
    "LeaseUntil" INTEGER NULL,
    "Version" INTEGER NOT NULL,
    "SeenAt" INTEGER NOT NULL,
    CONSTRAINT "CK_Listings_Revisions" CHECK ([ConfirmedRevision] <= [DesiredRevision] AND [SentRevision] <= [DesiredRevision]),
    CONSTRAINT "CK_Listings_Rules" CHECK ([Min] >= 0 AND [Buffer] >= 0 AND [FixedQuantity] >= 0 AND ([Max] IS NULL OR [Max] >= 0) AND ([Weight] IS NULL OR [Weight] >= 0)),
    CONSTRAINT "FK_Listings_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_Listings_Products_ProductId" FOREIGN KEY ("ProductId") REFERENCES "Products" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "Movements" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Movements" PRIMARY KEY AUTOINCREMENT,
    "ProductId" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Delta" INTEGER NOT NULL,
    "ReservedDelta" INTEGER NOT NULL,
    "OnHandAfter" INTEGER NOT NULL,
    "ReservedAfter" INTEGER NOT NULL,
    "CauseType" TEXT NOT NULL,
    "CauseId" TEXT NULL,
    "IdempotencyKey" TEXT NOT NULL,
    "ChannelId" INTEGER NULL,
    "Reference" TEXT NULL,
    "ActorKind" TEXT NOT NULL,
    "ActorId" TEXT NOT NULL,
    "ActorName" TEXT NOT NULL,
    "Reason" TEXT NULL,
    "Note" TEXT NULL,
    "OccurredAt" INTEGER NOT NULL,
    "RecordedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_Movements_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_Movements_Products_ProductId" FOREIGN KEY ("ProductId") REFERENCES "Products" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "Reservations" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Reservations" PRIMARY KEY AUTOINCREMENT,
    "ProductId" INTEGER NOT NULL,
    "Quantity" INTEGER NOT NULL,
    "Reference" TEXT NOT NULL,
    "ChannelId" INTEGER NULL,
    "State" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "ExpiresAt" INTEGER NULL,
    "ClosedAt" INTEGER NULL,
    CONSTRAINT "CK_Reservations_Quantity" CHECK ([Quantity] > 0),
    CONSTRAINT "FK_Reservations_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_Reservations_Products_ProductId" FOREIGN KEY ("ProductId") REFERENCES "Products" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "SyncJobs" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_SyncJobs" PRIMARY KEY AUTOINCREMENT,
    "Kind" TEXT NOT NULL,
    "ChannelId" INTEGER NULL,
    "ProductId" INTEGER NULL,
    "Payload" TEXT NULL,
    "Status" TEXT NOT NULL,
    "Outcome" TEXT NULL,
    "Attempts" INTEGER NOT NULL,
    "MaxAttempts" INTEGER NOT NULL,
    "ScheduledFor" INTEGER NOT NULL,
    "StartedAt" INTEGER NULL,
    "CompletedAt" INTEGER NULL,
    "Error" TEXT NULL,
    "ProgressDone" INTEGER NOT NULL,
    "ProgressTotal" INTEGER NOT NULL,
    "CancelRequested" INTEGER NOT NULL,
    "LeaseToken" INTEGER NOT NULL,
    "LeaseUntil" INTEGER NULL,
    "CreatedBy" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_SyncJobs_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_SyncJobs_Products_ProductId" FOREIGN KEY ("ProductId") REFERENCES "Products" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "AspNetUserClaims" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AspNetUserClaims" PRIMARY KEY AUTOINCREMENT,
    "UserId" TEXT NOT NULL,
    "ClaimType" TEXT NULL,
    "ClaimValue" TEXT NULL,
    CONSTRAINT "FK_AspNetUserClaims_Users_UserId" FOREIGN KEY ("UserId") REFERENCES "Users" ("Id") ON DELETE CASCADE
);

CREATE TABLE "AspNetUserLogins" (
    "LoginProvider" TEXT NOT NULL,
    "ProviderKey" TEXT NOT NULL,
    "ProviderDisplayName" TEXT NULL,
    "UserId" TEXT NOT NULL,
    CONSTRAINT "PK_AspNetUserLogins" PRIMARY KEY ("LoginProvider", "ProviderKey"),
    CONSTRAINT "FK_AspNetUserLogins_Users_UserId" FOREIGN KEY ("UserId") REFERENCES "Users" ("Id") ON DELETE CASCADE
);

CREATE TABLE "AspNetUserTokens" (
    "UserId" TEXT NOT NULL,
    "LoginProvider" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Value" TEXT NULL,
    CONSTRAINT "PK_AspNetUserTokens" PRIMARY KEY ("UserId", "LoginProvider", "Name"),
    CONSTRAINT "FK_AspNetUserTokens_Users_UserId" FOREIGN KEY ("UserId") REFERENCES "Users" ("Id") ON DELETE CASCADE
);

CREATE TABLE "Discrepancies" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Discrepancies" PRIMARY KEY AUTOINCREMENT,
    "ListingId" INTEGER NOT NULL,
    "ChannelId" INTEGER NOT NULL,
    "Expected" INTEGER NOT NULL,
    "Observed" INTEGER NOT NULL,
    "FirstSeenAt" INTEGER NOT NULL,
    "ConfirmedAt" INTEGER NULL,
    "Resolution" TEXT NULL,
    "ResolvedAt" INTEGER NULL,
    CONSTRAINT "FK_Discrepancies_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_Discrepancies_Listings_ListingId" FOREIGN KEY ("ListingId") REFERENCES "Listings" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "OrderLines" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_OrderLines" PRIMARY KEY AUTOINCREMENT,
    "ChannelId" INTEGER NOT NULL,
    "OrderId" TEXT NOT NULL,
    "LineId" TEXT NOT NULL,
    "ExternalId" TEXT NULL,
    "ExternalSku" TEXT NULL,
    "Title" TEXT NULL,
    "Status" TEXT NOT NULL,
    "ListingId" INTEGER NULL,
    "ProductId" INTEGER NULL,
    "Ordered" INTEGER NOT NULL,
    "Reserved" INTEGER NOT NULL,
    "Sold" INTEGER NOT NULL,
    "Returned" INTEGER NOT NULL,
    "Taken" INTEGER NOT NULL,
    "TargetReserved" INTEGER NOT NULL,
    "TargetSold" INTEGER NOT NULL,
    "TargetReturned" INTEGER NOT NULL,
    "TargetTaken" INTEGER NOT NULL,
    "Sequence" INTEGER NOT NULL,
    "SourceVersion" INTEGER NOT NULL,
    "State" TEXT NOT NULL,
    "PlacedAt" INTEGER NOT NULL,
    "ReservedUntil" INTEGER NULL,
    "FirstSeenAt" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    "Version" INTEGER NOT NULL,
    CONSTRAINT "CK_OrderLines_Quantities" CHECK ([Ordered] >= 0 AND [Reserved] >= 0 AND [Sold] >= 0 AND [Returned] >= 0),
    CONSTRAINT "CK_OrderLines_Returned" CHECK ([Returned] <= [Sold]),
    CONSTRAINT "FK_OrderLines_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_OrderLines_Listings_ListingId" FOREIGN KEY ("ListingId") REFERENCES "Listings" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_OrderLines_Products_ProductId" FOREIGN KEY ("ProductId") REFERENCES "Products" ("Id") ON DELETE RESTRICT
);

CREATE INDEX "IX_Activity_ActorId_At" ON "Activity" ("ActorId", "At");

CREATE INDEX "IX_Activity_At" ON "Activity" ("At");

CREATE INDEX "IX_Alerts_ChannelId" ON "Alerts" ("ChannelId");

CREATE UNIQUE INDEX "IX_Alerts_OpenKey" ON "Alerts" ("OpenKey");

CREATE INDEX "IX_Alerts_ProductId" ON "Alerts" ("ProductId");

CREATE INDEX "IX_Alerts_State_LastAt" ON "Alerts" ("State", "LastAt");

CREATE UNIQUE INDEX "IX_ApiKeys_Hash" ON "ApiKeys" ("Hash");

CREATE INDEX "IX_AspNetUserClaims_UserId" ON "AspNetUserClaims" ("UserId");

CREATE INDEX "IX_AspNetUserLogins_UserId" ON "AspNetUserLogins" ("UserId");

CREATE UNIQUE INDEX "IX_Channels_Key" ON "Channels" ("Key");

CREATE INDEX "IX_Discrepancies_ChannelId_ResolvedAt" ON "Discrepancies" ("ChannelId", "ResolvedAt");

CREATE INDEX "IX_Discrepancies_ListingId_ResolvedAt" ON "Discrepancies" ("ListingId", "ResolvedAt");

CREATE INDEX "IX_ErrorLog_At" ON "ErrorLog" ("At");

CREATE INDEX "IX_IdempotencyKeys_CreatedAt" ON "IdempotencyKeys" ("CreatedAt");

CREATE UNIQUE INDEX "IX_InboundEvents_ChannelId_EventKey" ON "InboundEvents" ("ChannelId", "EventKey");

CREATE INDEX "IX_InboundEvents_ChannelId_SubjectId" ON "InboundEvents" ("ChannelId", "SubjectId");

CREATE INDEX "IX_InboundEvents_Status_Id" ON "InboundEvents" ("Status", "Id");

CREATE INDEX "IX_Listings_ChannelId_DueAt" ON "Listings" ("ChannelId", "DueAt");

CREATE UNIQUE INDEX "IX_Listings_ChannelId_ExternalId" ON "Listings" ("ChannelId", "ExternalId");

CREATE INDEX "IX_Listings_ChannelId_ExternalSkuNormalised" ON "Listings" ("ChannelId", "ExternalSkuNormalised");

CREATE INDEX "IX_Listings_ChannelId_LinkState" ON "Listings" ("ChannelId", "LinkState");

CREATE INDEX "IX_Listings_ProductId" ON "Listings" ("ProductId");

CREATE INDEX "IX_Movements_ChannelId" ON "Movements" ("ChannelId");

CREATE UNIQUE INDEX "IX_Movements_IdempotencyKey" ON "Movements" ("IdempotencyKey");

CREATE INDEX "IX_Movements_ProductId_Id" ON "Movements" ("ProductId", "Id");

CREATE INDEX "IX_Movements_RecordedAt" ON "Movements" ("RecordedAt");

CREATE INDEX "IX_OrderLines_ChannelId_ExternalId_State" ON "OrderLines" ("ChannelId", "ExternalId", "State");

CREATE UNIQUE INDEX "IX_OrderLines_ChannelId_OrderId_LineId" ON "OrderLines" ("ChannelId", "OrderId", "LineId");

CREATE INDEX "IX_OrderLines_ListingId" ON "OrderLines" ("ListingId");

CREATE INDEX "IX_OrderLines_ProductId" ON "OrderLines" ("ProductId");

CREATE INDEX "IX_OrderLines_State_ReservedUntil" ON "OrderLines" ("State", "ReservedUntil");

CREATE INDEX "IX_Products_Available" ON "Products" ("Available");

CREATE INDEX "IX_Products_Barcode" ON "Products" ("Barcode");

CREATE INDEX "IX_Products_Name" ON "Products" ("Name");

CREATE UNIQUE INDEX "IX_Products_SkuNormalised" ON "Products" ("SkuNormalised");

CREATE INDEX "IX_Products_UpdatedAt" ON "Products" ("UpdatedAt");

CREATE INDEX "IX_Reservations_ChannelId" ON "Reservations" ("ChannelId");

CREATE INDEX "IX_Reservations_ProductId" ON "Reservations" ("ProductId");

CREATE INDEX "IX_Reservations_State_ExpiresAt" ON "Reservations" ("State", "ExpiresAt");

CREATE INDEX "IX_SyncAttempts_ChannelId_Id" ON "SyncAttempts" ("ChannelId", "Id");

CREATE INDEX "IX_SyncAttempts_StartedAt" ON "SyncAttempts" ("StartedAt");

CREATE INDEX "IX_SyncJobs_ChannelId" ON "SyncJobs" ("ChannelId");

CREATE INDEX "IX_SyncJobs_ProductId" ON "SyncJobs" ("ProductId");

CREATE INDEX "IX_SyncJobs_Status_ScheduledFor" ON "SyncJobs" ("Status", "ScheduledFor");

CREATE INDEX "EmailIndex" ON "Users" ("NormalizedEmail");

CREATE UNIQUE INDEX "UserNameIndex" ON "Users" ("NormalizedUserName");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261123201117_Initial', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Listings" ADD "WritesDay" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "Listings" ADD "WritesThatDay" INTEGER NOT NULL DEFAULT 0;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261125221146_ListingWritesPerDay', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
CREATE TABLE "Preferences" (
    "OwnerId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Value" TEXT NOT NULL,
    "UpdatedAt" INTEGER NOT NULL,
    CONSTRAINT "PK_Preferences" PRIMARY KEY ("OwnerId", "Name")
);

CREATE TABLE "SavedViews" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_SavedViews" PRIMARY KEY AUTOINCREMENT,
    "OwnerId" TEXT NOT NULL,
    "OwnerName" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Query" TEXT NOT NULL,
    "IsShared" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL
);

CREATE INDEX "IX_SavedViews_IsShared" ON "SavedViews" ("IsShared");

CREATE UNIQUE INDEX "IX_SavedViews_OwnerId_Name" ON "SavedViews" ("OwnerId", "Name");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126000155_SavedViews', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Listings" ADD "ShowsBy" INTEGER NULL;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126045938_ListingShowsBy', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Channels" ADD "Shadow" INTEGER NOT NULL DEFAULT 0;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126052907_ShadowMode', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Alerts" ADD "AssignedTo" TEXT NULL;

ALTER TABLE "Alerts" ADD "IsAnnounced" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "Alerts" ADD "NoticeDueAt" INTEGER NULL;

ALTER TABLE "Alerts" ADD "Renotified" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "Alerts" ADD "Reopened" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "Alerts" ADD "SnoozedUntil" INTEGER NULL;

CREATE TABLE "AlertDestinations" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AlertDestinations" PRIMARY KEY AUTOINCREMENT,
    "Name" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Address" TEXT NOT NULL,
    "ProtectedSecret" TEXT NULL,
    "Language" TEXT NOT NULL,
    "LeastSeverity" TEXT NOT NULL,
    "Kinds" TEXT NULL,
    "Channels" TEXT NULL,
    "Skus" TEXT NULL,
    "QuietFrom" INTEGER NULL,
    "QuietTo" INTEGER NULL,
    "TimeZone" TEXT NOT NULL,
    "Digest" TEXT NOT NULL,
    "IsEnabled" INTEGER NOT NULL,
    "BrokenReason" TEXT NULL,
    "LeaseUntil" INTEGER NULL,
    "RetryAt" INTEGER NULL,
    "LeaseToken" INTEGER NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "Version" INTEGER NOT NULL
);

CREATE TABLE "AlertDeliveries" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AlertDeliveries" PRIMARY KEY AUTOINCREMENT,
    "AlertId" INTEGER NOT NULL,
    "DestinationId" INTEGER NOT NULL,
    "Occasion" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "IsGathered" INTEGER NOT NULL,
    "MessageKey" TEXT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "DueAt" INTEGER NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "FirstTriedAt" INTEGER NULL,
    "EndedAt" INTEGER NULL,
    "LastError" TEXT NULL,
    CONSTRAINT "FK_AlertDeliveries_AlertDestinations_DestinationId" FOREIGN KEY ("DestinationId") REFERENCES "AlertDestinations" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_AlertDeliveries_Alerts_AlertId" FOREIGN KEY ("AlertId") REFERENCES "Alerts" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_Alerts_NoticeDueAt" ON "Alerts" ("NoticeDueAt");

CREATE UNIQUE INDEX "IX_AlertDeliveries_AlertId_DestinationId_Occasion" ON "AlertDeliveries" ("AlertId", "DestinationId", "Occasion");

CREATE INDEX "IX_AlertDeliveries_DestinationId_State_DueAt" ON "AlertDeliveries" ("DestinationId", "State", "DueAt");

CREATE UNIQUE INDEX "IX_AlertDestinations_Name" ON "AlertDestinations" ("Name");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126194759_AlertDeliveries', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Listings" ADD "GroupId" TEXT NULL;

CREATE INDEX "IX_Listings_ChannelId_GroupId" ON "Listings" ("ChannelId", "GroupId");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126211012_ListingGroup', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Products" ADD "BufferFollowsRisk" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "Products" ADD "FlashSince" INTEGER NULL;

CREATE TABLE "Oversells" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Oversells" PRIMARY KEY AUTOINCREMENT,
    "ProductId" INTEGER NOT NULL,
    "MovementKey" TEXT NOT NULL,
    "ChannelId" INTEGER NULL,
    "ListingId" INTEGER NULL,
    "Reference" TEXT NULL,
    "Units" INTEGER NOT NULL,
    "AvailableBefore" INTEGER NOT NULL,
    "AvailableAfter" INTEGER NOT NULL,
    "Heard" TEXT NOT NULL,
    "Mode" TEXT NULL,
    "WasSteered" INTEGER NOT NULL,
    "ShownAfter" INTEGER NULL,
    "OpenUpTo" INTEGER NULL,
    "ConfirmedAt" INTEGER NULL,
    "OccurredAt" INTEGER NOT NULL,
    "RecordedAt" INTEGER NOT NULL,
    "Cause" TEXT NULL,
    "Culprit" INTEGER NULL,
    "DelayMs" INTEGER NOT NULL,
    "PreventingBuffer" INTEGER NULL,
    "SplitPrevents" INTEGER NOT NULL,
    "BufferMissed" INTEGER NULL,
    "SplitMissed" INTEGER NULL,
    "CostDays" INTEGER NOT NULL,
    "ExaminedAt" INTEGER NULL,
    CONSTRAINT "FK_Oversells_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT,
    CONSTRAINT "FK_Oversells_Products_ProductId" FOREIGN KEY ("ProductId") REFERENCES "Products" ("Id") ON DELETE RESTRICT
);

CREATE INDEX "IX_Products_BufferFollowsRisk" ON "Products" ("BufferFollowsRisk");

CREATE INDEX "IX_Products_FlashSince" ON "Products" ("FlashSince");

CREATE INDEX "IX_Oversells_ChannelId" ON "Oversells" ("ChannelId");

CREATE INDEX "IX_Oversells_ExaminedAt" ON "Oversells" ("ExaminedAt");

CREATE UNIQUE INDEX "IX_Oversells_MovementKey" ON "Oversells" ("MovementKey");

CREATE INDEX "IX_Oversells_ProductId_Id" ON "Oversells" ("ProductId", "Id");

CREATE INDEX "IX_Oversells_RecordedAt" ON "Oversells" ("RecordedAt");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261126230635_Risk', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Listings" ADD "DueTrace" TEXT NULL;

CREATE TABLE "Settings" (
    "Key" TEXT NOT NULL CONSTRAINT "PK_Settings" PRIMARY KEY,
    "Value" TEXT NOT NULL,
    "UpdatedAt" INTEGER NOT NULL
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261127001934_DueTraceAndSettings', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "ErrorLog" ADD "Cause" TEXT NULL;

ALTER TABLE "ErrorLog" ADD "LastAt" INTEGER NULL;

ALTER TABLE "ErrorLog" ADD "Times" INTEGER NOT NULL DEFAULT 1;

CREATE TABLE "ChannelGaps" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ChannelGaps" PRIMARY KEY AUTOINCREMENT,
    "ChannelId" INTEGER NOT NULL,
    "FromAt" INTEGER NOT NULL,
    "ToAt" INTEGER NULL,
    "FromEventId" INTEGER NOT NULL,
    "Cause" TEXT NOT NULL,
    "Expected" REAL NOT NULL,
    "FoundByPolling" INTEGER NOT NULL,
    "Outstanding" INTEGER NOT NULL,
    "CertifiedAt" INTEGER NULL,
    "AlertId" INTEGER NULL,
    CONSTRAINT "FK_ChannelGaps_Alerts_AlertId" FOREIGN KEY ("AlertId") REFERENCES "Alerts" ("Id") ON DELETE SET NULL,
    CONSTRAINT "FK_ChannelGaps_Channels_ChannelId" FOREIGN KEY ("ChannelId") REFERENCES "Channels" ("Id") ON DELETE RESTRICT
);

CREATE TABLE "ErrorCauses" (
    "Key" TEXT NOT NULL CONSTRAINT "PK_ErrorCauses" PRIMARY KEY,
    "Severity" TEXT NOT NULL,
    "FirstAt" INTEGER NOT NULL,
    "LastAt" INTEGER NOT NULL,
    "Count" INTEGER NOT NULL,
    "LastMessage" TEXT NULL,
    "State" TEXT NOT NULL,
    "ResolvedBy" TEXT NULL,
    "ResolvedAt" INTEGER NULL,
    "Note" TEXT NULL,
    "Reopened" INTEGER NOT NULL
);

CREATE INDEX "IX_ErrorLog_Cause_At" ON "ErrorLog" ("Cause", "At");

CREATE INDEX "IX_ChannelGaps_AlertId" ON "ChannelGaps" ("AlertId");

CREATE INDEX "IX_ChannelGaps_CertifiedAt" ON "ChannelGaps" ("CertifiedAt");

CREATE INDEX "IX_ChannelGaps_ChannelId_FromAt" ON "ChannelGaps" ("ChannelId", "FromAt");

CREATE INDEX "IX_ErrorCauses_LastAt" ON "ErrorCauses" ("LastAt");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261127002415_ErrorCauses', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
CREATE TABLE "Schedules" (
    "Name" TEXT NOT NULL CONSTRAINT "PK_Schedules" PRIMARY KEY,
    "At" INTEGER NULL,
    "PausedSince" INTEGER NULL,
    "PausedBy" TEXT NULL,
    "PauseReason" TEXT NULL,
    "AskedAt" INTEGER NULL,
    "AskedBy" TEXT NULL,
    "BegunAt" INTEGER NULL,
    "BegunBy" TEXT NULL,
    "EndedAt" INTEGER NULL,
    "Outcome" TEXT NULL,
    "Reason" TEXT NULL,
    "RunsJson" TEXT NOT NULL,
    "Version" INTEGER NOT NULL
);

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261127010505_Schedules', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
CREATE TABLE "ImportColumns" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ImportColumns" PRIMARY KEY AUTOINCREMENT,
    "Kind" TEXT NOT NULL,
    "Signature" TEXT NOT NULL,
    "ColumnsJson" TEXT NOT NULL,
    "UpdatedAt" INTEGER NOT NULL
);

CREATE TABLE "ImportFileParts" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ImportFileParts" PRIMARY KEY AUTOINCREMENT,
    "FileId" TEXT NOT NULL,
    "Number" INTEGER NOT NULL,
    "Content" BLOB NOT NULL,
    "At" INTEGER NOT NULL
);

CREATE TABLE "ImportLines" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_ImportLines" PRIMARY KEY,
    "Line" INTEGER NOT NULL,
    "Subject" TEXT NOT NULL,
    "Verdict" TEXT NOT NULL,
    "Code" TEXT NULL,
    "Detail" TEXT NULL,
    "TargetId" INTEGER NULL,
    "Before" TEXT NULL,
    "After" TEXT NULL,
    "Version" INTEGER NULL
);

CREATE TABLE "Imports" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_Imports" PRIMARY KEY,
    "Kind" TEXT NOT NULL,
    "Stage" TEXT NOT NULL,
    "FileName" TEXT NOT NULL,
    "FileId" TEXT NOT NULL,
    "Bytes" INTEGER NOT NULL,
    "Format" TEXT NOT NULL,
    "Encoding" TEXT NULL,
    "Separator" TEXT NULL,
    "HeadersJson" TEXT NULL,
    "ColumnsJson" TEXT NULL,
    "Problem" TEXT NULL,
    "TotalsJson" TEXT NULL,
    "PreviewJobId" INTEGER NOT NULL,
    "ApplyJobId" INTEGER NULL,
    "UndoJobId" INTEGER NULL,
    "ActorKind" TEXT NOT NULL,
    "ActorId" TEXT NOT NULL,
    "ActorName" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "AppliedAt" INTEGER NULL,
    "UndoneAt" INTEGER NULL
);

CREATE UNIQUE INDEX "IX_ImportColumns_Kind_Signature" ON "ImportColumns" ("Kind", "Signature");

CREATE INDEX "IX_ImportFileParts_At" ON "ImportFileParts" ("At");

CREATE UNIQUE INDEX "IX_ImportFileParts_FileId_Number" ON "ImportFileParts" ("FileId", "Number");

CREATE INDEX "IX_Imports_CreatedAt" ON "Imports" ("CreatedAt");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261127014554_FileImports', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
ALTER TABLE "Users" ADD "Channels" TEXT NULL;

ALTER TABLE "ApiKeys" ADD "LastUsedAt" INTEGER NULL;

ALTER TABLE "Activity" ADD "Channel" TEXT NULL;

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261127032629_ScopesAndKeyUse', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
CREATE TABLE "Passkeys" (
    "CredentialId" BLOB NOT NULL CONSTRAINT "PK_Passkeys" PRIMARY KEY,
    "LastUsedAt" INTEGER NULL,
    "UserId" TEXT NOT NULL,
    "Data" TEXT NOT NULL,
    CONSTRAINT "FK_Passkeys_Users_UserId" FOREIGN KEY ("UserId") REFERENCES "Users" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SecondFactors" (
    "UserId" TEXT NOT NULL CONSTRAINT "PK_SecondFactors" PRIMARY KEY,
    "ProtectedKey" TEXT NOT NULL,
    "LastStep" INTEGER NOT NULL,
    "RecoveryHashes" TEXT NOT NULL,
    "TurnedOnAt" INTEGER NOT NULL,
    CONSTRAINT "FK_SecondFactors_Users_UserId" FOREIGN KEY ("UserId") REFERENCES "Users" ("Id") ON DELETE CASCADE
);

CREATE TABLE "Sessions" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Sessions" PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "Way" TEXT NOT NULL,
    "Device" TEXT NOT NULL,
    "Address" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    "LastSeenAt" INTEGER NOT NULL,
    "EndedAt" INTEGER NULL,
    CONSTRAINT "FK_Sessions_Users_UserId" FOREIGN KEY ("UserId") REFERENCES "Users" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_Passkeys_UserId" ON "Passkeys" ("UserId");

CREATE INDEX "IX_Sessions_LastSeenAt" ON "Sessions" ("LastSeenAt");

CREATE INDEX "IX_Sessions_UserId_EndedAt" ON "Sessions" ("UserId", "EndedAt");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261127044500_SecondFactorsAndSessions', '10.0.14');

COMMIT;

BEGIN TRANSACTION;
CREATE TABLE "AccountLetters" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_AccountLetters" PRIMARY KEY AUTOINCREMENT,
    "UserId" TEXT NOT NULL,
    "Address" TEXT NOT NULL,
    "Notice" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    "MessageKey" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "DueAt" INTEGER NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "FirstTriedAt" INTEGER NULL,
    "EndedAt" INTEGER NULL,
    "LastError" TEXT NULL,
    "LeaseUntil" INTEGER NULL,
    "LeaseToken" INTEGER NOT NULL,
    CONSTRAINT "FK_AccountLetters_Users_UserId" FOREIGN KEY ("UserId") REFERENCES "Users" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_AccountLetters_At" ON "AccountLetters" ("At");

CREATE INDEX "IX_AccountLetters_State_DueAt" ON "AccountLetters" ("State", "DueAt");

CREATE INDEX "IX_AccountLetters_UserId_Notice_At" ON "AccountLetters" ("UserId", "Notice", "At");

INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261127073221_AccountLetters', '10.0.14');

COMMIT;

