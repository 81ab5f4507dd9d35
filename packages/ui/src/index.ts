export { createQueryClient } from "./api/createQueryClient.ts";
export { explainError, fieldErrorsOf } from "./api/explainError.ts";
export { ConnectionError, isConnectionError } from "./api/isConnectionError.ts";
export { useIsOffline } from "./api/useIsOffline.ts";
export { Button, buttonStyle } from "./components/Button.tsx";
export { Card, EmptyState, Skeleton } from "./components/Card.tsx";
export { ConfirmDialog } from "./components/ConfirmDialog.tsx";
export { CopyButton } from "./components/CopyButton.tsx";
export { CrashPage } from "./components/CrashPage.tsx";
export { copyText } from "./components/copyText.ts";
export { cx } from "./components/cx.ts";
export { DetailCard, FoldedCard, ScrollArea } from "./components/DetailCard.tsx";
export { ErrorCard } from "./components/ErrorCard.tsx";
export { FormField, fieldStyle, TextField } from "./components/FormField.tsx";
export { IconButton } from "./components/IconButton.tsx";
export { Logo } from "./components/Logo.tsx";
export { Modal } from "./components/Modal.tsx";
export { PageTitle } from "./components/PageTitle.tsx";
export { Select } from "./components/Select.tsx";
export { SkipLink } from "./components/SkipLink.tsx";
export { ThemeMenu } from "./components/ThemeMenu.tsx";
export { setOverallProgress, summarizeProgress } from "./components/tabTitle.ts";
export { popoverStyle, usePopover } from "./components/usePopover.ts";
export { chooseTheme, isDark, readTheme, subscribeToTheme, useTheme } from "./theme/theme.ts";
export { readClock, subscribeToClock } from "./time/clock.ts";
export {
  formatAge,
  formatDue,
  formatDuration,
  formatElapsed,
  formatExactTime,
  formatMinute,
  formatMoment,
  formatRelativeTime,
} from "./time/formatTime.ts";
export { RelativeTime } from "./time/RelativeTime.tsx";
export { ServerClockContext, useNowText, useServerClock, useServerNow } from "./time/useNow.ts";
