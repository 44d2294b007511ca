//! Encryption declarations: few apps encrypt more than their connections.

use super::app::Plan;
use super::dates;
use crate::resources::encryption_declaration::KIND;
use crate::world::{Resource, World};

/// Puts an approved declaration of some apps into the world.
pub(super) fn put(world: &mut World, plan: &mut Plan) {
    if !plan.one_in(10) {
        return;
    }
    let created = dates::pacific(dates::days_later(plan.random.u64(..1440), plan.random.u64(2000..2300)), plan.random.u64(..60));
    let code = format!("{:012x}", plan.random.u64(..1 << 48));
    let declaration = Resource::new(&KIND, plan.next_id(), Some(&plan.account))
        .with("appDescription", format!("{} encrypts what its users store.", plan.name))
        .with("createdDate", created)
        .with("usesEncryption", true)
        .with("exempt", false)
        .with("containsProprietaryCryptography", false)
        .with("containsThirdPartyCryptography", true)
        .with("availableOnFrenchStore", false)
        .with("appEncryptionDeclarationState", "APPROVED")
        .with("codeValue", code)
        .linked("app", plan.id.as_str());
    world.put(declaration);
}
