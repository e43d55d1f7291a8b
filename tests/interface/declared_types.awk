# Prints the types that installed headers define at namespace scope, one a line: "type plexus::net::Ban",
# "template plexus::Channel". It relies on what clang-format makes of them: such a type stands at the
# beginning of its line.
FNR == 1 { space = ""; generic = 0 }
/^namespace plexus::inline v1/ { space = $2 == "plexus::inline" ? $3 : $2; sub(/^v1/, "plexus", space) }
/^namespace detail \{/ { space = space "::detail" }
/^}  \/\/ namespace detail/ { sub(/::detail$/, "", space) }
/^template/ { generic = 1; next }
/^(struct|class|union|enum( class)?) / {
    name = $0
    sub(/^(struct|class|union|enum( class)?) (PLEXUS_API )?/, "", name)
    match(name, /^[A-Za-z_0-9:]+/)
    after = substr(name, RLENGTH + 1)
    name = substr(name, 1, RLENGTH)
    forward = after ~ /^;/
    foreign = name ~ /::/  # a specialisation for a type of another library
    if (!foreign && (generic || !forward)) {
        print (generic || after ~ /^</ ? "template" : "type"), space "::" name
    }
}
/^[^ ]/ { generic = 0 }
