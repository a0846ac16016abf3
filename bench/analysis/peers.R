# One task of an R peer: prints seconds and answer as JSON. Reading the data isn't counted.
arguments <- commandArgs(trailingOnly = TRUE)
task <- arguments[1]
rows <- as.integer(arguments[3])
table <- head(read.csv(arguments[2]), rows)

survival_curves <- function() {
  suppressPackageStartupMessages(library(survival))
  begun <- proc.time()["elapsed"]
  kind <- factor(table$cause, 0:3)
  incidence <- survfit(Surv(time, kind) ~ group, data = table)
  still <- survfit(Surv(time, cause > 0) ~ group, data = table)
  survival:::survmean(still, rmean = 365)
  survdiff(Surv(time, cause > 0) ~ group, data = table)
  seconds <- proc.time()["elapsed"] - begun
  found <- summary(incidence, times = 365)
  list(seconds, c(found$pstate[2, 2], found$std.err[2, 2]))
}

cmprsk_curves <- function() {
  suppressPackageStartupMessages(library(cmprsk))
  begun <- proc.time()["elapsed"]
  found <- cuminc(table$time, table$cause, table$group)
  seconds <- proc.time()["elapsed"] - begun
  list(seconds, timepoints(found["1 1"], 365)$est[1, 1])
}

cox <- function() {
  suppressPackageStartupMessages(library(survival))
  begun <- proc.time()["elapsed"]
  fit <- coxph(Surv(time, event) ~ called + sex + age + school + born + office, data = table, ties = "efron")
  list(proc.time()["elapsed"] - begun, unname(coef(fit)))
}

found <- get(task)()
# The best of three, as for the library, where that does not take all day.
if (found[[1]] < 15) found[[1]] <- min(found[[1]], get(task)()[[1]], get(task)()[[1]])
cat(sprintf('{"seconds": %.6f, "answer": [%s]}\n', found[[1]], paste(sprintf("%.12g", found[[2]]), collapse = ", ")))
