//! The peer: sharp, the usual way to resize pictures from a script.

use std::{env, path::Path, process::Command};

/// Name, and what its encoder is called with. The first row is its default.
pub(crate) const ROWS: [(&str, &str); 3] = [
    ("sharp PNG default", ".png()"),
    ("sharp PNG adaptive filter", ".png({adaptiveFiltering: true})"),
    ("sharp JPEG 90, 4:4:4", ".jpeg({quality: 90, chromaSubsampling: '4:4:4'})"),
];

pub(crate) struct Peer {
    modules: Option<String>,
}

/// Finds `node` and `sharp`.
pub(crate) fn find() -> Option<Peer> {
    let peer = Peer { modules: env::var("SHARP_MODULES").ok() };
    let found = peer.node("require('sharp')").output().is_ok_and(|output| output.status.success());
    found.then_some(peer)
}

impl Peer {
    fn node(&self, script: &str) -> Command {
        let mut node = Command::new("node");
        node.args(["-e", script]);
        if let Some(modules) = &self.modules {
            node.env("NODE_PATH", modules);
        }
        node
    }

    /// Two pictures at a time, one thread each, as our rows with two threads.
    pub(crate) fn command(&self, root: &Path, out: &Path, encoder: &str) -> Command {
        let script = format!(
            "const sharp = require('sharp'), fs = require('fs'), path = require('path');
             const [root, out] = {:?};
             sharp.concurrency(1); sharp.cache(false); fs.mkdirSync(out);
             const names = fs.readdirSync(root).sort();
             async function work() {{
               for (let name; (name = names.shift()); ) {{
                 const [w, h] = name.includes('phone') ? [1290, 2796] : [2048, 2732];
                 await sharp(path.join(root, name)).flatten({{background: '#ffffff'}})
                   .resize(w, h, {{fit: 'cover', kernel: 'lanczos3'}}){encoder}.toFile(path.join(out, name));
               }}
             }}
             Promise.all([work(), work()]).then(() => console.log(/VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status'))[1] / 1024));",
            [root, out],
        );
        let mut node = self.node(&script);
        node.env("UV_THREADPOOL_SIZE", "2");
        node
    }
}
