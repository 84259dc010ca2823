# What a package holds: the programs, the manual page and the completions. The
# last two are printed by the program itself, so they cannot fall behind it.
include(GNUInstallDirs)
set(CONVERGE_SHARE ${CMAKE_BINARY_DIR}/share)
file(MAKE_DIRECTORY ${CONVERGE_SHARE})
function(converge_printed file)
  add_custom_command(OUTPUT ${CONVERGE_SHARE}/${file}
    COMMAND converge ${ARGN} > ${CONVERGE_SHARE}/${file}
    DEPENDS converge VERBATIM)
endfunction()
converge_printed(converge.1 man)
converge_printed(converge.bash completion bash)
converge_printed(_converge completion zsh)
converge_printed(converge.fish completion fish)
add_custom_target(share ALL
  DEPENDS ${CONVERGE_SHARE}/converge.1 ${CONVERGE_SHARE}/converge.bash ${CONVERGE_SHARE}/_converge ${CONVERGE_SHARE}/converge.fish)

install(TARGETS converge RUNTIME)
install(TARGETS converge-agent RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/converge)
install(FILES ${CONVERGE_SHARE}/converge.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CONVERGE_SHARE}/converge.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME converge)
install(FILES ${CONVERGE_SHARE}/_converge DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${CONVERGE_SHARE}/converge.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/playbooks DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples USE_SOURCE_PERMISSIONS)
install(FILES ${CMAKE_SOURCE_DIR}/inventory/demo.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples/inventory)
