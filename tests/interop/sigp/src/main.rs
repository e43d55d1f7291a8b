// A node that has only sigp's discv5: `sigpdiscovery KEY [ENR]` listens on a free port of the loopback interface,
// and begins with the other record. It prints JSON lines, and takes commands on stdin: tests/interop/discovery/README.md
// lists them.
use discv5::{ConfigBuilder, Discv5, Event, IpMode, ListenConfig, NodeContact};
use enr::{CombinedKey, NodeId};
use std::{fmt::Debug, net::SocketAddr, sync::Arc, time::Duration};
use tokio::io::{stdin, AsyncBufReadExt, BufReader};

type Enr = enr::Enr<CombinedKey>;

// The library has an error type for each of its calls, with nothing in common but this.
fn told(error: impl Debug) -> String {
    format!("{error:?}")
}

fn quoted(text: impl ToString) -> String {
    format!("\"{}\"", text.to_string().escape_debug())
}

fn list(texts: impl Iterator<Item = String>) -> String {
    format!("[{}]", texts.map(quoted).collect::<Vec<_>>().join(","))
}

fn id(node: &NodeId) -> String {
    quoted(hex::encode(node.raw()))
}

fn on_event(event: Event) {
    match event {
        // Whoever has the handle responds; without a response it sends an empty one when it is dropped.
        Event::TalkRequest(request) if request.protocol() == b"echo" => {
            let body = [b"echo:", request.body()].concat();
            println!("{{\"event\":\"talk\",\"id\":{}}}", id(request.node_id()));
            request.respond(body).expect("the service runs");
        }
        Event::SessionEstablished(record, from) => {
            println!("{{\"event\":\"session\",\"id\":{},\"from\":{}}}", id(&record.node_id()), quoted(from))
        }
        _ => {}
    }
}

// The members of the line that a command is answered with.
async fn obey(service: &Discv5, words: &[&str]) -> Result<String, String> {
    let peer = |at: usize| words.get(at).ok_or("no record")?.parse::<Enr>();
    match words[0] {
        "ping5" => {
            let pong = service.send_ping(peer(1)?).await.map_err(told)?;
            Ok(format!("\"endpoint\":\"{}:{}\",\"seq\":{}", pong.ip, pong.port, pong.enr_seq))
        }
        "find5" => {
            let distances = words[2..].iter().map(|word| word.parse()).collect::<Result<_, _>>().map_err(told)?;
            let found = service.find_node_designated_peer(peer(1)?, distances).await.map_err(told)?;
            Ok(format!("\"nodes\":{}", list(found.iter().map(Enr::to_base64))))
        }
        "talk5" => {
            let contact = NodeContact::try_from_enr(peer(1)?, IpMode::Ip4).map_err(told)?;
            let response = service.talk_req(contact, words[2].into(), words[3].into()).await.map_err(told)?;
            Ok(format!("\"resp\":{}", quoted(String::from_utf8_lossy(&response))))
        }
        _ => Err("no such command".into()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().collect();
    let key = CombinedKey::secp256k1_from_bytes(&mut hex::decode(&arguments[1]).map_err(told)?).map_err(told)?;
    let socket = Arc::new(tokio::net::UdpSocket::bind("127.0.0.1:0").await.map_err(told)?);
    let SocketAddr::V4(address) = socket.local_addr().map_err(told)? else { unreachable!() };
    let record =
        Enr::builder().ip4(*address.ip()).udp4(address.port()).tcp4(address.port()).build(&key).map_err(told)?;
    println!("{{\"enr\":\"{}\",\"id\":{}}}", record.to_base64(), id(&record.node_id()));

    let listen = ListenConfig::FromSockets { ipv4: Some(socket), ipv6: None };
    let config = ConfigBuilder::new(listen).ping_interval(Duration::from_secs(1)).build();
    let mut service: Discv5 = Discv5::new(record, key, config)?;
    service.start().await.map_err(told)?;
    let mut events = service.event_stream().await.map_err(told)?;
    tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            on_event(event)
        }
    });
    if let Some(first) = arguments.get(2) {
        service.add_enr(first.parse::<Enr>()?)?;
        service.find_node(NodeId::random()).await.map_err(told)?;
    }

    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await.map_err(told)? {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        match obey(&service, &words).await {
            Ok(members) => println!("{{\"cmd\":{},{members}}}", quoted(&line)),
            Err(error) => println!("{{\"cmd\":{},\"err\":{}}}", quoted(&line), quoted(error)),
        }
    }
    Ok(())
}
