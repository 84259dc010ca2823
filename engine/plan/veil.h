// SPDX-License-Identifier: MIT
// engine/plan/veil.h: resources of which nothing is secret, and the secrets that they meet.
#pragma once

#include <map>

#include "engine/core/journal.h"
#include "engine/plan/bound_catalog.h"

namespace converge {

/// Tells the kind of each resource that shares a thing with one that holds a secret,
/// by the attribute `$veil: others`: of such a thing as a whole nothing may be shown or kept.
void veil_shared_secrets(BoundCatalog& bound);

/// Tells the kind of each resource that held a secret when it last converged and holds
/// none now, by `$veil: former`: what it replaces may not be shown or kept. That holds on
/// of one that shares the file, since what it does not name is left there. Where a secret
/// resource is not in the catalog, who takes its path over or shares it is told likewise.
void veil_former_secrets(BoundCatalog& bound, const std::map<ResourceId, LastApplied>& last);

/// The same from a journal; reads nothing more of one that has never seen a secret.
Result<void> veil_former_secrets(BoundCatalog& bound, Journal& journal);

}  // namespace converge
