//! Logs as many services write them, mostly about themselves; three entries of a
//! hundred say more about a person than they should.

use yinsi_sample::{Clock, Rng, fill, log_line, people};

/// What else is found in log files: other systems than the sample's own.
const OTHERS: &[&str] = &[
    "{month}{day}18 {time} {pid} INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_-{n10}{n8} terminating",
    "{month}{day}18 {time} {pid} INFO dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: blockMap updated: {private_ip}:50010 is added to blk_{n10}{n8} size 67108864",
    "{month}-{day} {time}.{ms}  {n4}  {n4} D PowerManagerService: acquire lock=2{n8}, flags=0x1, tag=\"View Lock\", name=com.android.systemui, ws=null, uid=10037, pid={pid}",
    "{month}-{day} {time}.{ms}  {n4}  {n4} W ActivityManager: Slow operation: {small}ms so far, now at startProcess: returned from zygote!",
    "- 1{n9} {year}.{month}.{day} R{n2}-M1-N{n1}-C:J{n2}-U{n2} {year}-{month}-{day}-{time}.{n6} R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected",
    "{year}-{month}-{day} {time}, Info                  CBS    Loaded Servicing Stack v6.1.7601.{n5} with Core: C:\\Windows\\winsxs\\amd64_microsoft-windows-servicingstack_31bf3856ad364e35_6.1.7601.{n5}_none_{hex16}\\cbscore.dll",
    "[{day}.{month} {time}] chrome.exe - proxy.example.org:5070 close, {n4} bytes sent, {n5} bytes (16.{n1} KB) received, lifetime 00:{small}",
    "{date} {time}.{ms} {pid} INFO nova.osapi_compute.wsgi.server [req-{uuid} {hex32} {hex32} - - -] {private_ip} \"GET /v2/{hex32}/servers/detail HTTP/1.1\" status: {status} len: {n4} time: 0.{n7}",
    "17/06/09 {time} INFO storage.BlockManager: Found block rdd_{n2}_{n1} locally",
    "17/06/09 {time} INFO executor.Executor: Finished task {n2}.0 in stage {n2}.0 (TID {n4}). {n4} bytes result sent to driver",
    "{date} {time},{ms} - INFO  [QuorumPeer[myid={n1}]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@{n3}] - Notification time out: {n5}",
    "{date} {time},{ms} - WARN  [SendWorker:188978561024:QuorumCnxManager$SendWorker@{n3}] - Interrupted while waiting for message on queue",
    "{month_name} {day_padded} {time} combo ftpd[{pid}]: connection from {public_ip} (host-{n3}.example.net) at Sat {month_name} {day_padded} {time} {year}",
    "{month_name} {day_padded} {time} LabSZ sshd[{pid}]: Failed password for invalid user admin from {public_ip} port {port} ssh2",
    "[{month_name} {day} {time} {year}] [error] mod_jk child workerEnv in error state {n1}",
    "{{\"time\":\"{date}T{time}.{ms}{n6}Z\",\"level\":\"INFO\",\"logger\":\"http.access\",\"msg\":\"handled request\",\"duration\":0.00{n7},\"size\":{n5},\"status\":{status},\"uri\":\"{path}\",\"request_id\":\"{uuid}\"}}",
    "{date}T{time}.{ms}Z [main] DEBUG org.hibernate.SQL - select o.id, o.total, o.created_at from orders o where o.status=? and o.total>? order by o.id limit ?",
    "{epoch}.{ms}    {n3} {private_ip} TCP_MISS/{status} {n5} GET http://mirror.example.net/debian/pool/main/l/linux/linux-image-{version}_amd64.deb - HIER_DIRECT/198.51.100.7 application/octet-stream",
    "[{n5}.{n6}] usb 1-{n1}: new high-speed USB device number {small} using xhci_hcd",
    "time=\"{date}T{time}Z\" level=info msg=\"shim disconnected\" id={hex64} namespace=k8s.io",
];

/// Of a hundred entries, those of the sample's own services.
const OWN: u64 = 55;

/// Of a hundred entries of the sample's services, those that say too much.
const LEAKS: u64 = 5;

pub(super) fn grow(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    let mut rng = Rng::new(0x6c6f_6773);
    let people = people(&mut rng, 2_000);
    let mut clock = Clock::at_day(20_514);
    while text.len() < bytes {
        clock.advance(rng.between(0, 700));
        let moment = clock.now();
        if rng.chance(OWN) {
            text.extend_from_slice(log_line(&people, &moment, &mut rng, LEAKS).as_bytes());
        } else {
            let template = *rng.pick(OTHERS);
            text.extend_from_slice(fill(template, rng.pick(&people), &moment, &mut rng).as_bytes());
            text.push(b'\n');
        }
    }
    Ok(())
}
