# Prints the types that a dump of abidw defines, without the arguments of templates: "plexus::net::Ban".
BEGIN { FS = "'" }
/<namespace-decl / { space[++depth] = $2 }
/<\/namespace-decl>/ { --depth }
/<(class|enum)-decl / && !/is-declaration-only='yes'/ && depth > 0 && space[1] == "plexus" {
    name = "plexus"
    for (i = 2; i <= depth; ++i) if (space[i] != "v1") name = name "::" space[i]
    sub(/&lt;.*/, "", $2)
    print name "::" $2
}
