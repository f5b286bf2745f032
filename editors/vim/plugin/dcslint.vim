" dcslint in Vim with ALE: findings and fixes of the buffer as it is, saved or not.
" Needs ALE 3 (https://github.com/dense-analysis/ale) and dcslint on the PATH, or its place in
" g:ale_dcslint_executable. Other Dockerfiles and specs stay silent: only what is for Databricks is
" linted; g:ale_dcslint_options says otherwise.

if exists('g:loaded_dcslint') || !exists(':ALEInfo')
  finish
endif
let g:loaded_dcslint = 1

let s:severities = {'error': 'E', 'warning': 'W', 'note': 'I'}
let s:pattern = '\v^.{-}:(\d+):(\d+): (error|warning|note): (.*) \[([^\]]+)\]$'

function! s:Executable(buffer) abort
  return ale#Var(a:buffer, 'dcslint_executable')
endfunction

function! s:Words(buffer) abort
  return ' ' . ale#Var(a:buffer, 'dcslint_options')
  \ . ' --stdin-filename ' . ale#Escape(expand('#' . a:buffer . ':p')) . ' -'
endfunction

function! s:Command(buffer) abort
  return '%e --format concise' . s:Words(a:buffer)
endfunction

function! s:Read(buffer, lines) abort
  let l:found = []
  for l:match in ale#util#GetMatches(a:lines, s:pattern)
    call add(l:found, {
    \ 'lnum': str2nr(l:match[1]),
    \ 'col': str2nr(l:match[2]),
    \ 'type': s:severities[l:match[3]],
    \ 'text': l:match[4],
    \ 'code': l:match[5],
    \})
  endfor
  return l:found
endfunction

" For g:ale_fixers: what is surely right; with --unsafe-fixes in g:ale_dcslint_fix_options the rest.
function! DcslintFix(buffer) abort
  return {
  \ 'command': ale#Escape(s:Executable(a:buffer)) . ' --fix '
  \   . ale#Var(a:buffer, 'dcslint_fix_options') . s:Words(a:buffer),
  \}
endfunction

call ale#Set('dcslint_executable', 'dcslint')
call ale#Set('dcslint_options', '--scope auto')
call ale#Set('dcslint_fix_options', '')
call ale#fix#registry#Add('dcslint', 'DcslintFix',
\ ['dockerfile', 'json', 'yaml', 'terraform'], 'Fix what dcslint can')
for s:type in ['dockerfile', 'json', 'yaml', 'terraform']
  call ale#linter#Define(s:type, {
  \ 'name': 'dcslint',
  \ 'executable': function('s:Executable'),
  \ 'command': function('s:Command'),
  \ 'callback': function('s:Read'),
  \ 'output_stream': 'stdout',
  \})
endfor
